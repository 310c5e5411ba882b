#include "access/tls_server.hpp"

#include <stdexcept>
#include <string>
#include <utility>

namespace crier {

tls_server::tls_server(tls_files files) : files_{std::move(files)} {
    for (const std::string& file : {files_.certificate, files_.key, files_.authorities}) {
        if (!file.empty())
            watched_.emplace_back(file);
    }
    static_cast<void>(has_changed());
    load();
}

bool tls_server::has_changed() {
    bool changed = false;
    for (watched_file& file : watched_)
        changed = file.changed() || changed; // each is to be looked at
    return changed;
}

refresh_report tls_server::refresh() {
    refresh_report out;
    if (!has_changed())
        return out;
    try {
        load();
        out.reloaded.push_back("read the certificate in " + files_.certificate + " anew");
    } catch (const std::runtime_error& error) { // one file may have come before the other
        out.wrong.push_back("the certificate stays as it was: " + std::string{error.what()});
    }
    return out;
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
