#pragma once

#include "access/refresh_report.hpp"
#include "access/token_key.hpp"
#include "access/watched_file.hpp"

#include <crier/error.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// The keys that tokens are checked with, and the files that they are in.
class token_keys {
public:
    /// `files` are each `[KID=]FILE` with one key (read_token_key()): what stands before the first
    /// `=`, where it has no `/` in it, is the key's id. `jwks_file` is a JSON Web Key Set, or
    /// empty. Throws std::runtime_error where a file can't be read or has no good key in it.
    token_keys(const std::vector<std::string>& files, const std::string& jwks_file);

    /// Whether no file was named: tokens can't be checked.
    [[nodiscard]] bool empty() const noexcept { return sources_.empty(); }

    /// Reads the files anew that have changed; a broken one leaves the keys as they are.
    void refresh(refresh_report& report);

    /// The keys that may have signed a token with this "kid" and "alg", at least one: those with
    /// that id; without an id, those without one, else the only key. errc::unauthorized where there
    /// is none, or none for that algorithm. They are valid until refresh().
    [[nodiscard]] result<std::vector<const token_key*>>
    candidates(const std::optional<std::string>& id, std::string_view algorithm) const;

private:
    struct source {
        watched_file file;
        std::optional<std::string> id;
        bool is_set = false;
        std::vector<token_key> keys{};
    };
    [[nodiscard]] static result<std::vector<token_key>> read(const source& from);
    [[nodiscard]] std::vector<const token_key*> all() const;

    std::vector<source> sources_;
};

} // namespace crier
