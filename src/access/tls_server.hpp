#pragma once

// TLS on the hub's ports.

#include "access/refresh_report.hpp"
#include "access/watched_file.hpp"
#include "async/tls_context.hpp"

#include <memory>
#include <vector>

namespace crier {

/// The certificate that the hub shows, and the authorities of those that publishers show. A
/// publisher without a certificate is let in: what it may do is said elsewhere.
class tls_server {
public:
    /// `files` has a certificate and its key; with authorities, publishers are asked for theirs.
    /// Throws std::runtime_error that names the file and what is wrong with it.
    explicit tls_server(tls_files files);

    /// Reads the files anew where one has changed, to be called once a second or so; connections
    /// that were made go on with what they began with, and broken files leave what was before in
    /// force.
    [[nodiscard]] refresh_report refresh();

    /// A session for transport::secure().
    [[nodiscard]] SSL* accept_publisher() const { return publishers_->accept(); }
    [[nodiscard]] SSL* accept_browser() const { return browsers_->accept(); }

private:
    [[nodiscard]] bool has_changed();
    void load();

    tls_files files_;
    std::vector<watched_file> watched_;
    std::unique_ptr<const tls_context> publishers_;
    std::unique_ptr<const tls_context> browsers_;
};

} // namespace crier
