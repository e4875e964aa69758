// Modules: the real PTX tells which kernels there are and what they take; build.sh made their host functions.
#include "emulator.h"
#include <cstring>
#include <map>
#include <regex>

namespace {
struct Function {
    std::string name;
    std::vector<size_t> parameters; // bytes
    void (*run)(void**);
};
struct Module {
    std::map<std::string, Function> functions;
};

size_t bytes_of(const std::string& type) { return std::stoul(type.substr(1)) / 8; }

Module* read(const std::string& ptx) {
    static const std::regex entry(R"(\.visible \.entry (\w+)\s*\(([^)]*)\))");
    static const std::regex parameter(R"(\.param\s+\.(\w\d+)\s)");
    Module* module = new Module;
    for (std::sregex_iterator e(ptx.begin(), ptx.end(), entry), end; e != end; ++e) {
        Function function{(*e)[1], {}, nullptr};
        const std::string list = (*e)[2].str() + " ";
        for (std::sregex_iterator p(list.begin(), list.end(), parameter); p != end; ++p)
            function.parameters.push_back(bytes_of((*p)[1]));
        for (const HostKernel* kernel = host_kernels; kernel->name; kernel++)
            if (function.name == kernel->name) function.run = kernel->function;
        module->functions[function.name] = function;
    }
    return module;
}
} // namespace

EXPORT int cuModuleLoadData(Module** module, const char* image) {
    if (int result = usable()) return result;
    *module = read(image);
    return (*module)->functions.empty() ? 200 : SUCCESS;
}
EXPORT int cuModuleUnload(Module* module) {
    finish_all();
    delete module;
    return SUCCESS;
}
EXPORT int cuModuleGetFunction(Function** function, Module* module, const char* name) {
    if (int result = usable()) return result;
    auto found = module->functions.find(name);
    if (found == module->functions.end() || !found->second.run) return NOT_FOUND;
    *function = &found->second;
    return SUCCESS;
}

EXPORT int cuLaunchKernel(Function* function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                          unsigned shared, Stream* stream, void** parameters, void**) {
    if (int result = usable()) return result;
    const uint64_t threads = uint64_t(bx) * by * bz;
    if (!gx || !gy || !gz || gx > 0x7fffffff || gy > 65535 || gz > 65535 || !threads || threads > 1024 || shared > 49152) {
        complain(function->name + ": a launch of " + std::to_string(gx) + "x" + std::to_string(gy) + "x"
                 + std::to_string(gz) + " blocks of " + std::to_string(threads) + " threads is beyond the limits");
        return INVALID_VALUE;
    }
    Launch launch{function->name, function->run, {}, {gx, gy, gz}, {bx, by, bz}, shared};
    // Copied now: the caller may change the block of arguments as soon as this returns.
    for (size_t i = 0; i < function->parameters.size(); i++) {
        uint64_t value = 0;
        memcpy(&value, parameters[i], function->parameters[i]);
        launch.arguments.push_back(value);
    }
    return submit(stream, [launch] { return run_kernel(launch); });
}
