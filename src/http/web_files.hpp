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
    std::string etag; ///< changes whenever the body does; with its quotes
};

/// Finds files by the path of a URL.
class web_files {
public:
    /// `root`: a folder that is read anew for each request (which blocks: for developing only);
    /// empty for the embedded files.
    explicit web_files(std::filesystem::path root) : root_{std::move(root)} {}

    /// The file at a decoded path that begins with a slash; `/` is /index.html. Nothing when there
    /// is none, and for any path that would leave the root.
    [[nodiscard]] std::optional<web_file> find(std::string_view path) const;

private:
    std::filesystem::path root_;
};

} // namespace crier
