#pragma once

#include "access/topic_filters.hpp"

#include <crier/error.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// What a permissions file says of clients that say nothing themselves:
///
///   {"anonymous": {"subscribe": ["public/#"]},
///    "certificates": {"press-7": {"publish": ["press/7"]}, "*": {"publish": ["press/{name}/#"]}},
///    "tokens": {"ann": {"publish": ["#"], "subscribe": ["#"]}}}
///
/// `certificates` goes by a certificate's name, `tokens` by the "sub" of a token without "crier";
/// "*" is for all others. {name} stands for that name, in one level. Who isn't named isn't
/// admitted; what isn't named isn't permitted.
class permissions {
public:
    /// Reads such a file's text. errc::bad_json or errc::bad_filter where it isn't exactly that;
    /// the message begins with `file` and the place: line and column, or the members on the way.
    [[nodiscard]] static result<permissions> parse(std::string_view text, std::string_view file);

    /// Valid filters, and where in the file they are.
    struct entry {
        topic_filters filters;
        std::string rule;
    };

    /// errc::unauthorized where the file doesn't name anonymous clients.
    [[nodiscard]] result<entry> for_anonymous() const;
    /// errc::forbidden where the file names neither the client nor "*", or where {name} can't
    /// stand for the name: it is empty, begins with `$`, has `+`, `#`, `/` or NUL in it, or makes a
    /// filter too long or not UTF-8.
    [[nodiscard]] result<entry> for_certificate(std::string_view name) const;
    [[nodiscard]] result<entry> for_token(std::string_view subject) const;

private:
    using section = std::map<std::string, topic_filters, std::less<>>;
    [[nodiscard]] static result<entry> look_up(const section& in, std::string_view member,
                                               std::string_view name);

    std::optional<topic_filters> anonymous_;
    section certificates_; ///< with {name} in its filters
    section tokens_;
};

} // namespace crier
