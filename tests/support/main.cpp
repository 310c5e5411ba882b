// Compiled once for all test programs: in Catch2 2 this is where all of it is compiled.

#define CATCH_CONFIG_RUNNER
#include "support/catch.hpp"

int main(int argc, char** argv) {
    return Catch::Session().run(argc, argv);
}
