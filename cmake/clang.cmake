# A toolchain file for what only clang has: libFuzzer. The version is the one of `make lint`, if there.
find_program(CRIER_CLANG NAMES clang++-14 clang++ REQUIRED)
set(CMAKE_CXX_COMPILER ${CRIER_CLANG})
