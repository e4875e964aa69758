// Modules: the real PTX tells which kernels there are and what they take; build.sh made their host functions.
#include "emulator.h"
#include "shared.h"
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <regex>

namespace {
constexpr unsigned MOST_THREADS = 1024, MOST_Z_THREADS = 64, MOST_X_BLOCKS = 0x7fffffff, MOST_BLOCKS = 65535;
constexpr unsigned MOST_CLUSTER = 8;           // that all devices with clusters take
constexpr unsigned SHARED_OVERHEAD = 1 << 10;  // bytes that the system needs for each block
constexpr int ERROR_LOG_BUFFER = 5, ERROR_LOG_BUFFER_SIZE = 6; // of CUjit_option
enum FunctionAttribute { // of CUfunction_attribute
    FUNCTION_MOST_THREADS = 0,
    FUNCTION_STATIC_SHARED = 1,
    FUNCTION_BINARY_VERSION = 6,
    FUNCTION_MOST_DYNAMIC_SHARED = 8,
    FUNCTION_CARVEOUT = 9, // a hint
};

struct Function {
    std::string name;
    int architecture;
    std::vector<size_t> parameters; // bytes
    unsigned static_shared = 0;     // bytes
    unsigned dynamic_limit = 0;     // bytes of dynamic shared memory that a launch may ask for
    unsigned most_threads = 0;
    unsigned cluster = 1; // blocks, in x
    void (*run)(void**) = nullptr;
};
struct Module {
    std::map<std::string, Function> functions;
};

const std::sregex_iterator END;

unsigned number(const std::ssub_match& digits) { return digits.matched ? unsigned(std::stoul(digits)) : 1; }

// What is between two kernels' names: the first parentheses hold the parameters, and directives come before the braces.
Function read_function(const std::string& name, int architecture, const std::string& text) {
    static const std::regex parameter(R"(\.param\s+\.\w(\d+)\s)");
    static const std::regex shared(R"(\.shared\s+(?:\.align\s+\d+\s+)?\.\w(\d+)\s+[\w$%]+(?:\[(\d+)\])?;)");
    static const std::regex bounds(R"(\.(?:max|req)ntid\s+(\d+)(?:\s*,\s*(\d+))?(?:\s*,\s*(\d+))?)");
    static const std::regex clusters(R"(\.reqnctapercluster\s+(\d+))");
    Function function{name, architecture, {}};
    const std::string list = text.substr(0, text.find(')')) + " ", head = text.substr(0, text.find('{'));
    for (std::sregex_iterator p(list.begin(), list.end(), parameter); p != END; ++p)
        function.parameters.push_back(number((*p)[1]) / 8);
    for (std::sregex_iterator s(text.begin(), text.end(), shared); s != END; ++s)
        function.static_shared += number((*s)[1]) / 8 * number((*s)[2]);
    const unsigned usual_shared = unsigned(device_attribute(SHARED_PER_BLOCK));
    function.dynamic_limit = usual_shared - std::min(usual_shared, function.static_shared);
    function.most_threads = unsigned(device_attribute(THREADS_PER_BLOCK));
    std::smatch bound;
    if (std::regex_search(head, bound, bounds))
        function.most_threads = std::min(function.most_threads, number(bound[1]) * number(bound[2]) * number(bound[3]));
    std::smatch cluster;
    if (std::regex_search(head, cluster, clusters)) function.cluster = number(cluster[1]);
    for (const HostKernel* kernel = host_kernels; kernel->name; kernel++)
        if (name == kernel->name) function.run = kernel->function;
    return function;
}

Module* read(const Image& image) {
    static const std::regex entry(R"(\.visible \.entry (\w+)\s*\()");
    const std::string& ptx = image.ptx;
    Module* module = new Module;
    for (std::sregex_iterator e(ptx.begin(), ptx.end(), entry); e != END;) {
        const std::smatch match = *e;
        const size_t start = match.position() + match.length();
        const size_t end = ++e != END ? size_t(e->position()) : ptx.size();
        module->functions[match[1]] = read_function(match[1], image.architecture, ptx.substr(start, end - start));
    }
    return module;
}

// Where a cluster cannot be run, on a device or here; SUCCESS if it can. At least a kilobyte of a multiprocessor's shared
// memory goes with each block.
int refuse_cluster(const Function& function, unsigned blocks, uint64_t threads, unsigned shared) {
    const std::string its = function.name + ": a cluster of " + std::to_string(function.cluster) + " blocks ";
    if (blocks % function.cluster) {
        complain(its + "does not divide a grid of " + std::to_string(blocks));
        return INVALID_VALUE;
    }
    if (function.static_shared) {
        complain(its + "has static shared memory, which the emulator cannot tell apart; make it dynamic");
        return NOT_SUPPORTED;
    }
    const uint64_t by_threads = device_attribute(THREADS_PER_MULTIPROCESSOR) / threads;
    const uint64_t by_shared = device_attribute(SHARED_PER_MULTIPROCESSOR) / (shared + SHARED_OVERHEAD);
    const uint64_t room = device_attribute(MULTIPROCESSORS) * std::min(by_threads, by_shared);
    if (function.cluster <= std::min<uint64_t>(room, MOST_CLUSTER)) return SUCCESS;
    complain(its + "of " + std::to_string(threads) + " threads and " + std::to_string(shared) + " bytes of shared memory is"
             + " not resident at once: the device has room for " + std::to_string(room) + ", and a cluster has at most "
             + std::to_string(MOST_CLUSTER));
    return INVALID_CLUSTER_SIZE;
}

int load(Module** module, const char* data, std::string& log) {
    Image image;
    if (int result = read_image(data, image, log)) return result;
    Module* loaded = read(image);
    if (!loaded->functions.empty()) {
        *module = loaded;
        return SUCCESS;
    }
    delete loaded;
    log = "ptxas application ptx input, line 1; fatal   : Missing .version directive at start of file\n"
          "ptxas fatal   : Ptx assembly aborted due to errors\n";
    return INVALID_PTX;
}

std::string size(unsigned x, unsigned y, unsigned z) {
    return std::to_string(x) + "x" + std::to_string(y) + "x" + std::to_string(z);
}
} // namespace

EXPORT int cuModuleLoadData(Module** module, const char* image) {
    if (int result = usable()) return result;
    std::string log;
    return load(module, image, log);
}
EXPORT int cuModuleLoadDataEx(Module** module, const char* image, unsigned count, const int* options, void** values) {
    if (int result = usable()) return result;
    char* buffer = nullptr;
    void** bytes = nullptr;
    for (unsigned i = 0; i < count; i++) {
        if (options[i] == ERROR_LOG_BUFFER) buffer = static_cast<char*>(values[i]);
        else if (options[i] == ERROR_LOG_BUFFER_SIZE) bytes = &values[i];
        else return INVALID_VALUE;
    }
    if (!buffer != !bytes) return INVALID_VALUE;
    std::string log;
    const int result = load(module, image, log);
    if (const size_t room = bytes ? size_t(*bytes) : 0) {
        const size_t length = std::min(log.size(), room - 1);
        memcpy(buffer, log.data(), length);
        buffer[length] = 0;
        *bytes = reinterpret_cast<void*>(length); // how much of the buffer was filled
    }
    return result;
}
EXPORT int cuModuleUnload(Module* module) {
    if (int result = usable()) return result;
    const int result = finish_all();
    delete module;
    return result;
}
EXPORT int cuModuleGetFunction(Function** function, Module* module, const char* name) {
    if (int result = usable()) return result;
    auto found = module->functions.find(name);
    if (found == module->functions.end() || !found->second.run) return NOT_FOUND;
    *function = &found->second;
    return SUCCESS;
}
EXPORT int cuFuncGetAttribute(int* value, int attribute, Function* function) {
    if (int result = usable()) return result;
    switch (attribute) {
        case FUNCTION_MOST_THREADS: *value = int(function->most_threads); return SUCCESS;
        case FUNCTION_STATIC_SHARED: *value = int(function->static_shared); return SUCCESS;
        case FUNCTION_BINARY_VERSION: *value = function->architecture; return SUCCESS;
        case FUNCTION_MOST_DYNAMIC_SHARED: *value = int(function->dynamic_limit); return SUCCESS;
        default: return NOT_SUPPORTED;
    }
}
EXPORT int cuFuncSetAttribute(Function* function, int attribute, int value) {
    if (int result = usable()) return result;
    if (attribute == FUNCTION_CARVEOUT) return value >= -1 && value <= 100 ? SUCCESS : INVALID_VALUE;
    if (attribute != FUNCTION_MOST_DYNAMIC_SHARED) return NOT_SUPPORTED;
    const int most = std::min(device_attribute(SHARED_PER_BLOCK_OPTIN), int(MOST_DYNAMIC)) - int(function->static_shared);
    if (value < 0 || value > most) {
        complain(function->name + ": " + std::to_string(value) + " bytes of dynamic shared memory cannot be opted in to; the"
                 + " device allows " + std::to_string(most) + " beside " + std::to_string(function->static_shared)
                 + " static bytes");
        return INVALID_VALUE;
    }
    function->dynamic_limit = unsigned(value);
    return SUCCESS;
}

// The limits of a grid and a block are the same on all devices since compute capability 3.0.
EXPORT int cuLaunchKernel(Function* function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                          unsigned shared, Stream* stream, void** parameters, void**) {
    if (int result = usable()) return result;
    if (no_op() && !capturing()) return SUCCESS;
    const uint64_t threads = uint64_t(bx) * by * bz;
    const bool fits = gx && gy && gz && gx <= MOST_X_BLOCKS && gy <= MOST_BLOCKS && gz <= MOST_BLOCKS && threads
                   && threads <= function->most_threads && bx <= MOST_THREADS && by <= MOST_THREADS
                   && bz <= MOST_Z_THREADS && shared <= function->dynamic_limit;
    if (!fits) {
        complain(function->name + ": a launch of " + size(gx, gy, gz) + " blocks of " + size(bx, by, bz)
                 + " threads with " + std::to_string(function->static_shared) + "+" + std::to_string(shared)
                 + " bytes of shared memory is beyond the limits, " + std::to_string(function->most_threads)
                 + " threads and " + std::to_string(function->static_shared) + "+"
                 + std::to_string(function->dynamic_limit) + " bytes");
        return INVALID_VALUE;
    }
    if (function->cluster > 1)
        if (int result = refuse_cluster(*function, gx, threads, shared)) return result;
    if (!parameters && !function->parameters.empty()) return INVALID_VALUE;
    Launch launch{function->name, function->run, {}, {gx, gy, gz}, {bx, by, bz}, shared, function->cluster};
    // Copied now: the caller may change the block of arguments as soon as this returns.
    for (size_t i = 0; i < function->parameters.size(); i++) {
        uint64_t value = 0;
        memcpy(&value, parameters[i], function->parameters[i]);
        launch.arguments.push_back(value);
    }
    static const char* failing = std::getenv("MINIBATCH_EMULATOR_FAILS");
    if (failing && launch.name == failing) return submit(stream, [] { return int(setting("CODE", LAUNCH_FAILED)); });
    static const char* refused = std::getenv("MINIBATCH_EMULATOR_REFUSES");
    if (refused && launch.name == refused) return OUT_OF_RESOURCES;
    return submit(stream, [launch] { return run_kernel(launch); });
}
