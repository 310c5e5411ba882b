#pragma once

#include "access/grant.hpp"
#include "access/permissions.hpp"
#include "access/refresh_report.hpp"
#include "access/token_keys.hpp"
#include "access/token_verifier.hpp"
#include "access/watched_file.hpp"

#include <crier/error.hpp>
#include <crier/message.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crier {

/// How clients are told apart; where all is empty, everybody may do everything.
struct access_options {
    std::vector<std::string> token_keys; ///< each [KID=]FILE, as token_keys takes them
    std::string jwks_file;               ///< a JSON Web Key Set; empty: none
    std::string permissions_file;        ///< empty: none
    token_rules rules;
    bool certificates =
        false; ///< clients can show one: without, they aren't trusted as those that do
};

/// What a client shows of itself.
struct credentials {
    std::optional<std::string> token; ///< as it came; nothing: none was given
    std::string certificate; ///< the name in a certificate that TLS found good; empty: none
};

/// Decides who is admitted, and what they may do:
///
///   a token           what its "crier" says, else the permissions file's "tokens"; a bad one is
///                     refused even where its bearer would be admitted without
///   a certificate     (and no token) the permissions file's "certificates"; without such a file
///                     everything, as the authority that signed it is trusted
///   neither           the permissions file's "anonymous"; without such a file nobody, unless
///                     there are neither keys nor certificates: then everybody, and everything
///
/// Nobody publishes on the hub's own topics. Used on one thread.
class gatekeeper {
public:
    /// Reads every file; throws std::runtime_error that says what is wrong with which.
    explicit gatekeeper(access_options options);

    /// What the client may do, for as long as its grant says. errc::unauthorized where it must show
    /// something else, errc::forbidden where it is known and nothing says what it may do.
    [[nodiscard]] result<std::shared_ptr<const grant>> admit(const credentials& shown,
                                                             timestamp now) const;

    /// Reads the files anew that have changed, to be called once a second or so; a broken one
    /// leaves what was before in force.
    [[nodiscard]] refresh_report refresh();

    /// Another number than before means that admit() may decide otherwise than it did: what serves
    /// a client for long asks again then, with the same credentials.
    [[nodiscard]] std::uint64_t generation() const noexcept { return generation_; }

    /// Whether nothing was configured: everybody is unrestricted.
    [[nodiscard]] bool is_open() const noexcept {
        return keys_.empty() && !certificates_ && !permissions_file_;
    }

private:
    [[nodiscard]] result<std::shared_ptr<const grant>> admit_token(const std::string& token,
                                                                   timestamp now) const;
    [[nodiscard]] result<std::shared_ptr<const grant>>
    admit_certificate(const std::string& name) const;
    [[nodiscard]] result<std::shared_ptr<const grant>> admit_anonymous() const;
    [[nodiscard]] static result<permissions> read(const watched_file& file);

    token_rules rules_;
    bool certificates_;
    token_keys keys_;
    std::optional<watched_file> permissions_file_;
    permissions permissions_; ///< used where there is a file
    std::uint64_t generation_ = 0;
};

} // namespace crier
