# Run by the build: writes OUTPUT, a C++ source with every file under ROOT inside it.
#   cmake -DROOT=dir -DOUTPUT=file.cpp -P embed_files.cmake
cmake_minimum_required(VERSION 3.25)
file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/*)
list(SORT files)
if(NOT "index.html" IN_LIST files)
    message(FATAL_ERROR "There is no built dashboard in ${ROOT}: run 'make web' first, or set "
        "CRIER_WEB_DIST to the folder that holds its index.html.")
endif()

set(arrays "")
set(rows "")
set(number 0)
foreach(file IN LISTS files)
    file(READ ${ROOT}/${file} hex HEX)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
    string(REGEX REPLACE "(................................................................................)" "\\1\n" bytes "${bytes}")
    string(APPEND arrays "constexpr unsigned char file_${number}[] = {\n${bytes}0};\n")
    string(APPEND rows "    embedded_file{\"/${file}\", text_of(file_${number})},\n")
    math(EXPR number "${number} + 1")
endforeach()

file(WRITE ${OUTPUT} "// Made by cmake/embed_files.cmake.
#include \"http/web_files.hpp\"

#include <cstddef>

namespace crier {
namespace {

template <std::size_t N>
std::string_view text_of(const unsigned char (&bytes)[N]) noexcept {
    return {reinterpret_cast<const char*>(bytes), N - 1};
}

${arrays}
const embedded_file files[] = {
${rows}};

} // namespace

std::span<const embedded_file> embedded_files() noexcept {
    return files;
}

} // namespace crier
")
