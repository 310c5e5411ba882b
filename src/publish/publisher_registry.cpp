#include "publish/publisher_registry.hpp"

#include <utility>

namespace crier {

publisher_registry::claim::claim(publisher_registry& registry, const publisher_id& who,
                                 holder& owner)
    // Neither name may contain a slash, so no two sessions share a key.
    : registry_{registry}, key_{who.source + "/" + who.session}, owner_{owner} {
    const auto [place, is_new] = registry_.holders_.try_emplace(key_, &owner);
    if (!is_new)
        std::exchange(place->second, &owner)->on_taken_over();
}

publisher_registry::claim::~claim() {
    const auto found = registry_.holders_.find(key_);
    if (found != registry_.holders_.end() && found->second == &owner_)
        registry_.holders_.erase(found);
}

} // namespace crier
