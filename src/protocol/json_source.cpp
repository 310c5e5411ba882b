#include "protocol/json_source.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <cstddef>

namespace crier {
namespace {

namespace json = boost::json;

constexpr std::string_view white_space = " \t\r\n";

void skip_white_space(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(white_space), text.size()));
}

/// How long the string is that `text` begins with.
std::size_t string_size(std::string_view text) {
    std::size_t i = 1;
    while (i < text.size() && text[i] != '"')
        i += text[i] == '\\' ? 2 : 1;
    return i + 1;
}

/// How long the object or array is that `text` begins with.
std::size_t nested_size(std::string_view text) {
    std::size_t depth = 0;
    std::size_t i = 0;
    do {
        if (text[i] == '"') {
            i += string_size(text.substr(i));
            continue;
        }
        if (text[i] == '{' || text[i] == '[')
            ++depth;
        else if (text[i] == '}' || text[i] == ']')
            --depth;
        ++i;
    } while (depth > 0 && i < text.size());
    return i;
}

/// Takes the value that `text` begins with off its front.
std::string_view take_value(std::string_view& text) {
    std::size_t size = text.find_first_of(" \t\r\n,:}]");
    if (text.starts_with('"'))
        size = string_size(text);
    else if (text.starts_with('{') || text.starts_with('['))
        size = nested_size(text);
    const std::string_view out = text.substr(0, size);
    text.remove_prefix(out.size());
    return out;
}

/// Whether the JSON string `written` is this name; its characters may be escaped.
bool is_name(std::string_view written, std::string_view name) {
    if (written.find('\\') == std::string_view::npos)
        return written.size() == name.size() + 2 && written.substr(1, name.size()) == name;
    boost::system::error_code ec;
    const json::value read = json::parse({written.data(), written.size()}, ec);
    return !ec && read.is_string() &&
           read.get_string() == json::string_view{name.data(), name.size()};
}

} // namespace

std::string_view member_source(std::string_view object, std::string_view member) {
    std::string_view out;
    const auto skip = [&object] { // white space, and the mark behind it
        skip_white_space(object);
        object.remove_prefix(std::min<std::size_t>(1, object.size()));
        skip_white_space(object);
    };
    skip(); // {
    while (object.starts_with('"')) {
        const std::string_view name = take_value(object);
        skip(); // :
        const std::string_view value = take_value(object);
        if (is_name(name, member))
            out = value;
        skip(); // , or }
    }
    return out;
}

} // namespace crier
