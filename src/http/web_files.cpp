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

constexpr std::string_view compressed_suffix = ".gz";

/// Whether the name has a hash of the content, as the page's build writes it: app-5XQ2ABCD.js.
bool has_hash(std::string_view path) {
    constexpr std::size_t digits = 8;
    const auto dot = path.rfind('.');
    if (dot == path.npos || dot < digits + 1 || path[dot - digits - 1] != '-')
        return false;
    return std::ranges::all_of(path.substr(dot - digits, digits), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
}

std::optional<std::string> find_embedded(std::string_view path) {
    const auto files = embedded_files();
    const auto found = std::ranges::find(files, path, &embedded_file::path);
    if (found == files.end())
        return std::nullopt;
    return std::string{found->body};
}

std::optional<std::string> read_file(const fs::path& root, std::string_view path) {
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
    return body;
}

/// One item of Accept-Encoding: whether it names gzip, and whether it wants it.
bool wants_gzip(std::string item) {
    std::erase_if(item, [](char c) { return c == ' ' || c == '\t'; });
    const auto end = item.find(';');
    const std::string_view coding = std::string_view{item}.substr(0, end);
    const std::string_view weight = end == item.npos ? "" : std::string_view{item}.substr(end);
    if (coding != "gzip" && coding != "x-gzip" && coding != "*")
        return false;
    return !weight.starts_with(";q=0") || weight.find_first_of("123456789", 4) != weight.npos;
}

} // namespace

bool accepts_gzip(std::string_view accept_encoding) {
    while (!accept_encoding.empty()) {
        const auto end = accept_encoding.find(',');
        if (wants_gzip(std::string{accept_encoding.substr(0, end)}))
            return true;
        accept_encoding.remove_prefix(end == accept_encoding.npos ? accept_encoding.size()
                                                                  : end + 1);
    }
    return false;
}

std::optional<std::string> web_files::read(std::string_view path) const {
    return root_.empty() ? find_embedded(path) : read_file(root_, path);
}

std::optional<web_file> web_files::find(std::string_view path, bool gzip) const {
    if (path == "/")
        path = "/index.html";
    if (!path.starts_with('/') || path.find('\0') != path.npos || path.ends_with(compressed_suffix))
        return std::nullopt;
    auto body = read(path);
    if (!body)
        return std::nullopt;
    auto compressed = read(std::string{path}.append(compressed_suffix));
    const bool compressible = compressed.has_value();
    if (gzip && compressible)
        body = std::move(compressed);
    std::string etag = fmt::format("\"{:016x}\"", string_hash{}(*body));
    return web_file{std::move(*body),     type_of(path), std::move(etag),
                    gzip && compressible, compressible,  has_hash(path)};
}

} // namespace crier
