// Images of modules: PTX as text, or a fatbin that holds machine code for several architectures and PTX. The machine
// code is not run; the PTX beside it says which kernels there are.
#include "emulator.h"
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>

namespace {
constexpr char FATBIN_MAGIC[] = "\x50\xed\x55\xba"; // 0xba55ed50
constexpr uint16_t KIND_PTX = 1, KIND_ELF = 2;
constexpr uint64_t COMPRESSED = 0x2000 | 0x8000; // by the two methods that fatbinary has

struct FatbinHeader {
    uint32_t magic;
    uint16_t version, header_bytes;
    uint64_t bytes; // of what follows
};
struct FatbinEntry {
    uint16_t kind, version;
    uint32_t header_bytes;
    uint64_t bytes; // of what follows
    uint32_t compressed_bytes, options;
    uint16_t minor, major;
    uint32_t architecture;
    uint64_t unused, flags;
};

const char* const VERSION_LOG =
    "ptxas application ptx input, line 9; fatal   : Unsupported .version 8.0; current version is '7.8'\n"
    "ptxas fatal   : Ptx assembly aborted due to errors\n";

const char* const TARGET_LOG = "ptxas fatal   : SM version specified by .target is higher than default SM version assumed\n";

// The compiler is found as the real driver finds it, by its bare name.
int compile() {
    if (!setting("COMPILER", 0) || dlopen("libnvidia-ptxjitcompiler.so.1", RTLD_NOW)) return SUCCESS;
    return JIT_COMPILER_NOT_FOUND;
}

// As a driver chooses: machine code of the same major version and no newer minor one, else PTX that is no newer.
int read_fatbin(const char* data, int capability, Image& image, std::string& log) {
    FatbinHeader header;
    memcpy(&header, data, sizeof(header));
    if (header.version != 1 || header.header_bytes < sizeof(header)) return INVALID_IMAGE;
    int machine_code = 0, newest_ptx = 0;
    const char *at = data + header.header_bytes, *const end = at + header.bytes;
    while (at < end) {
        FatbinEntry entry;
        if (size_t(end - at) < sizeof(entry)) return INVALID_IMAGE;
        memcpy(&entry, at, sizeof(entry));
        if (entry.header_bytes < sizeof(entry) || entry.header_bytes > size_t(end - at)
            || entry.bytes > size_t(end - at) - entry.header_bytes)
            return INVALID_IMAGE;
        const char* content = at + entry.header_bytes;
        const int architecture = int(entry.architecture);
        if (entry.flags & COMPRESSED) {
            log = "the emulated driver reads uncompressed fatbins only";
            return INVALID_IMAGE;
        }
        if (entry.kind == KIND_ELF) {
            if (entry.bytes < 4 || memcmp(content, "\x7f" "ELF", 4)) return INVALID_IMAGE;
            if (architecture / 10 == capability / 10 && architecture <= capability && architecture > machine_code)
                machine_code = architecture;
        } else if (entry.kind == KIND_PTX) {
            const bool newer = architecture <= capability && architecture > newest_ptx;
            if (newer || image.ptx.empty()) image.ptx.assign(content, strnlen(content, entry.bytes));
            if (newer) newest_ptx = architecture;
        } else {
            return INVALID_IMAGE;
        }
        at = content + entry.bytes;
    }
    if (!machine_code && !newest_ptx) return NO_BINARY_FOR_GPU;
    image.architecture = machine_code ? machine_code : capability;
    return machine_code ? int(SUCCESS) : compile();
}
} // namespace

int read_image(const char* data, Image& image, std::string& log) {
    const int capability = device_capability();
    if (!strncmp(data, FATBIN_MAGIC, 4)) {
        if (long refusal = setting("REFUSES_FATBIN", SUCCESS)) return int(refusal);
        return read_fatbin(data, capability, image, log);
    }
    if (long refusal = setting("REFUSES_PTX", SUCCESS)) {
        log = VERSION_LOG;
        return int(refusal);
    }
    const char* target = strstr(data, ".target sm_");
    if (target && atoi(target + strlen(".target sm_")) > capability) {
        log = TARGET_LOG;
        return INVALID_PTX;
    }
    image.ptx = data;
    image.architecture = capability;
    return compile();
}
