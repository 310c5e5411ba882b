#include "http/web_files.hpp"

#include "protocol/string_hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace crier {
namespace {

namespace fs = std::filesystem;

struct content_type {
    std::string_view extension;
    std::string_view type;
};

constexpr std::array<content_type, 9> content_types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
}};

std::string type_of(std::string_view path) {
    for (const content_type& known : content_types) {
        if (path.ends_with(known.extension))
            return std::string{known.type};
    }
    return "application/octet-stream";
}

web_file make_file(std::string_view path, std::string body) {
    std::string etag = fmt::format("\"{:016x}\"", string_hash{}(body));
    return {std::move(body), type_of(path), std::move(etag)};
}

std::optional<web_file> find_embedded(std::string_view path) {
    const auto files = embedded_files();
    const auto found = std::ranges::find(files, path, &embedded_file::path);
    if (found == files.end())
        return std::nullopt;
    return make_file(path, std::string{found->body});
}

std::optional<web_file> read_file(const fs::path& root, std::string_view path) {
    std::error_code ec;
    const fs::path base = fs::weakly_canonical(root, ec);
    const fs::path file = fs::weakly_canonical(base / path.substr(1), ec);
    const auto split = std::ranges::mismatch(base, file);
    if (ec || split.in1 != base.end() || !fs::is_regular_file(file, ec))
        return std::nullopt;
    std::ifstream input{file, std::ios::binary};
    std::string body{std::istreambuf_iterator<char>{input}, {}};
    if (!input)
        return std::nullopt;
    return make_file(path, std::move(body));
}

} // namespace

std::optional<web_file> web_files::find(std::string_view path) const {
    if (path == "/")
        path = "/index.html";
    if (!path.starts_with('/') || path.find('\0') != std::string_view::npos)
        return std::nullopt;
    return root_.empty() ? find_embedded(path) : read_file(root_, path);
}

} // namespace crier
