#include "access/tls_server.hpp"

#include <utility>

namespace crier {

tls_server::tls_server(tls_files files) : files_{std::move(files)} {
    load();
}

void tls_server::load() {
    using certificate = tls_context::client_certificate;
    const auto wanted = files_.authorities.empty() ? certificate::unasked : certificate::verified;
    auto publishers = std::make_unique<tls_context>(tls_context::server(files_, wanted));
    auto browsers =
        std::make_unique<tls_context>(tls_context::server(files_, certificate::unasked));
    browsers->speak_http();
    publishers_ = std::move(publishers);
    browsers_ = std::move(browsers);
}

} // namespace crier
