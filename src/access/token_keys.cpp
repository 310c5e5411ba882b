#include "access/token_keys.hpp"

#include "access/json_web_keys.hpp"
#include "access/strict_json.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace crier {
namespace {

refusal refused(std::string why) {
    return {errc::unauthorized, std::move(why)};
}

/// The id before a file's name, and the name.
std::pair<std::optional<std::string>, std::string> split_id(const std::string& named) {
    const std::size_t equals = named.find('=');
    if (equals == std::string::npos || named.find('/') < equals)
        return {std::nullopt, named};
    return {named.substr(0, equals), named.substr(equals + 1)};
}

} // namespace

token_keys::token_keys(const std::vector<std::string>& files, const std::string& jwks_file) {
    for (const std::string& named : files) {
        auto [id, path] = split_id(named);
        if (path.empty() || (id && id->empty())) {
            throw std::runtime_error{"the token key \"" + named +
                                     "\" names no file, or no id; give it as FILE or KID=FILE"};
        }
        sources_.push_back({watched_file{path}, std::move(id)});
    }
    if (!jwks_file.empty())
        sources_.push_back({watched_file{jwks_file}, std::nullopt, true});
    for (source& each : sources_) {
        static_cast<void>(each.file.changed());
        auto keys = read(each);
        if (!keys)
            throw std::runtime_error{"the token keys in " + keys.error().message};
        each.keys = std::move(*keys);
    }
}

result<std::vector<token_key>> token_keys::read(const source& from) {
    const auto text = from.file.read();
    if (!text)
        return text.error();
    const std::string path = from.file.path().string();
    if (from.is_set)
        return read_json_web_keys(*text, path);
    auto key = read_token_key(*text);
    if (!key)
        return refusal{key.error().code, path + ": " + key.error().message};
    key->id = from.id;
    std::vector<token_key> out;
    out.push_back(std::move(*key));
    return out;
}

void token_keys::refresh(refresh_report& report) {
    for (source& each : sources_) {
        if (!each.file.changed())
            continue;
        auto keys = read(each);
        if (!keys) {
            report.wrong.push_back("the token keys stay as they were: " + keys.error().message);
            continue;
        }
        each.keys = std::move(*keys);
        report.reloaded.push_back("read the token keys in " + each.file.path().string() +
                                  " anew: " + std::to_string(each.keys.size()));
    }
}

std::vector<const token_key*> token_keys::all() const {
    std::vector<const token_key*> out;
    for (const source& each : sources_) {
        for (const token_key& key : each.keys)
            out.push_back(&key);
    }
    return out;
}

result<std::vector<const token_key*>> token_keys::candidates(const std::optional<std::string>& id,
                                                             std::string_view algorithm) const {
    const auto known = all();
    if (known.empty())
        return refused("this hub has no keys to check a token with; connect without one");
    std::vector<const token_key*> named;
    std::ranges::copy_if(known, std::back_inserter(named),
                         [&id](const token_key* key) { return key->id == id; });
    if (named.empty() && !id && known.size() == 1)
        named = known;
    if (named.empty()) {
        return refused(id ? "this hub has no key with kid " + in_quotes(*id)
                          : "the token has no kid, and this hub has several keys, each with one; "
                            "name the key in the token's header");
    }
    std::vector<const token_key*> out;
    std::ranges::copy_if(named, std::back_inserter(out), [algorithm](const token_key* key) {
        return name_of(key->algorithm) == algorithm;
    });
    if (out.empty()) {
        return refused("the token's alg is " + in_quotes(algorithm) + ", but its key is for " +
                       std::string{name_of(named.front()->algorithm)});
    }
    return out;
}

} // namespace crier
