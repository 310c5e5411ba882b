#include "publish/publisher_identity.hpp"

#include "protocol/clock.hpp"
#include "protocol/name.hpp"

#include <utility>

namespace crier {

std::optional<refusal> publisher_identity::admit_silent(publisher_id& who) {
    return was_admitted_ ? std::nullopt : show(std::nullopt, who);
}

std::optional<refusal> publisher_identity::admit(const hello_frame& hello, publisher_id& who) {
    auto wrong = show(hello.token.empty() ? std::nullopt : std::optional{hello.token}, who);
    if (wrong || hello.source.empty() || hello.source == who.source)
        return wrong;
    if (!certificate_.empty()) {
        return refusal{errc::forbidden, "the source is \"" + hello.source +
                                            "\", but the certificate is that of \"" + certificate_ +
                                            "\"; leave the source out"};
    }
    who.source = hello.source;
    return std::nullopt;
}

std::optional<refusal> publisher_identity::show(std::optional<std::string> token,
                                                publisher_id& who) {
    auto admitted = admission::of(keeper_, {std::move(token), certificate_}, now());
    if (!admitted)
        return admitted.error();
    if (!certificate_.empty() && !is_name(certificate_)) {
        return refusal{errc::unauthorized, "the name in the certificate, \"" + certificate_ +
                                               "\", can't be a source: that is 1 to 128 bytes of "
                                               "A-Za-z0-9._:-"};
    }
    admitted_ = std::move(*admitted);
    was_admitted_ = true;
    if (!certificate_.empty())
        who.source = certificate_;
    return std::nullopt;
}

} // namespace crier
