#pragma once

// The dashboard's files: carried inside the binary, or read from a folder while developing.

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crier {

/// A file that the build put into the binary.
struct embedded_file {
    std::string_view path; ///< with a leading slash: /index.html
    std::string_view body;
};

/// Everything that the build put into the binary.
[[nodiscard]] std::span<const embedded_file> embedded_files() noexcept;

struct web_file {
    std::string body;
    std::string content_type;
    std::string etag;  ///< changes whenever the body does; with its quotes
    bool compressed;   ///< the body is gzip's
    bool compressible; ///< there is such a body, whether this is it or not
    bool has_hash;     ///< its name changes whenever it does, so it may be kept for ever
};

/// Whether a client takes gzip, by its header Accept-Encoding (RFC 9110, section 12.5.3).
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding);

/// Finds files by the path of a URL.
class web_files {
public:
    /// `root`: a folder that is read anew for each request (which blocks: for developing only);
    /// empty for the embedded files.
    explicit web_files(std::filesystem::path root) : root_{std::move(root)} {}

    /// The file at a decoded path that begins with a slash; `/` is /index.html. Nothing when there
    /// is none, and for any path that would leave the root. `gzip`: compressed, where the build
    /// left it so beside itself, as NAME.gz.
    [[nodiscard]] std::optional<web_file> find(std::string_view path, bool gzip) const;

private:
    [[nodiscard]] std::optional<std::string> read(std::string_view path) const;

    std::filesystem::path root_;
};

} // namespace crier
