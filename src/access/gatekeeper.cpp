#include "access/gatekeeper.hpp"

#include <stdexcept>
#include <utility>

namespace crier {
namespace {

using grant_ptr = std::shared_ptr<const grant>;

grant_ptr limited(std::string name, permissions::entry entry,
                  std::optional<timestamp> expires_at = std::nullopt) {
    return std::make_shared<const grant>(std::move(name), std::move(entry.rule),
                                         std::move(entry.filters), expires_at);
}

} // namespace

gatekeeper::gatekeeper(access_options options)
    : rules_{std::move(options.rules)},
      certificates_{options.certificates},
      keys_{options.token_keys, options.jwks_file} {
    if (keys_.empty() && !(rules_.issuer.empty() && rules_.audience.empty())) {
        throw std::runtime_error{"tokens are to have an issuer or an audience, but there is no key "
                                 "to check them with; name the file of one"};
    }
    if (options.permissions_file.empty())
        return;
    permissions_file_.emplace(options.permissions_file);
    static_cast<void>(permissions_file_->changed());
    auto permitted = read(*permissions_file_);
    if (!permitted)
        throw std::runtime_error{"the permissions file " + permitted.error().message};
    permissions_ = std::move(*permitted);
}

result<permissions> gatekeeper::read(const watched_file& file) {
    const auto text = file.read();
    if (!text)
        return text.error();
    return permissions::parse(*text, file.path().string());
}

refresh_report gatekeeper::refresh() {
    refresh_report out;
    keys_.refresh(out);
    if (permissions_file_ && permissions_file_->changed()) {
        auto permitted = read(*permissions_file_);
        if (permitted) {
            permissions_ = std::move(*permitted);
            out.reloaded.push_back("read the permissions in " + permissions_file_->path().string() +
                                   " anew");
        } else {
            out.wrong.push_back("the permissions stay as they were: " + permitted.error().message);
        }
    }
    if (!out.reloaded.empty())
        ++generation_;
    return out;
}

result<grant_ptr> gatekeeper::admit(const credentials& shown, timestamp now) const {
    if (shown.token && !is_open())
        return admit_token(*shown.token, now);
    if (!shown.certificate.empty())
        return admit_certificate(shown.certificate);
    return admit_anonymous();
}

result<grant_ptr> gatekeeper::admit_token(const std::string& token, timestamp now) const {
    auto claims = verify_token(token, keys_, rules_, now);
    if (!claims)
        return claims.error();
    std::string name = "token";
    if (claims->subject)
        name += " " + *claims->subject;
    if (claims->filters) {
        return limited(std::move(name), {std::move(*claims->filters), "the token's \"crier\""},
                       claims->expires_at);
    }
    if (!permissions_file_ || !claims->subject) {
        const std::string_view lacking =
            permissions_file_ ? "nor \"sub\", by which the permissions file could name it"
                              : "and the hub has no permissions file, so nothing says what its "
                                "bearer may do";
        return refusal{errc::forbidden,
                       "the token has " + std::string{permissions_file_ ? "neither" : "no"} +
                           " \"crier\" " + std::string{lacking} + "; get one with \"crier\""};
    }
    auto entry = permissions_.for_token(*claims->subject);
    if (!entry)
        return entry.error();
    return limited(std::move(name), std::move(*entry), claims->expires_at);
}

result<grant_ptr> gatekeeper::admit_certificate(const std::string& name) const {
    if (!permissions_file_) {
        return grant::unrestricted("certificate " + name,
                                   "every certificate is trusted, as there is no permissions file");
    }
    auto entry = permissions_.for_certificate(name);
    if (!entry)
        return entry.error();
    return limited("certificate " + name, std::move(*entry));
}

result<grant_ptr> gatekeeper::admit_anonymous() const {
    if (is_open())
        return grant::unrestricted("anonymous", "there is no access control");
    auto entry = permissions_.for_anonymous();
    if (entry)
        return limited("anonymous", std::move(*entry));
    if (keys_.empty() && certificates_) {
        return refusal{errc::unauthorized, "this hub wants a certificate: connect with TLS, and "
                                           "show one that its authorities vouch for"};
    }
    if (keys_.empty())
        return entry.error();
    return refusal{
        errc::unauthorized,
        "this hub wants a token: in HELLO as \"token\", in a URL as token=..., or in the "
        "header Authorization: Bearer ..."};
}

} // namespace crier
