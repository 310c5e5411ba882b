#include "support/test_authority.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdlib.h>

#include <atomic>
#include <cstdio>
#include <stdexcept>

namespace crier {
namespace {

void must(bool done, const char* what) {
    if (!done)
        throw std::runtime_error{std::string{"OpenSSL failed: "} + what};
}

std::filesystem::path make_folder() {
    std::string path = (std::filesystem::temp_directory_path() / "crier-tls-XXXXXX").string();
    if (::mkdtemp(path.data()) == nullptr)
        throw std::runtime_error{"no folder for certificates"};
    return path;
}

/// A file of PEM, written by `write`.
template <class Write>
std::string write_pem(const std::filesystem::path& path, Write write) {
    std::FILE* file = std::fopen(path.c_str(), "w");
    must(file != nullptr, "opening a file");
    const bool written = write(file) == 1;
    std::fclose(file);
    must(written, "writing PEM");
    return path.string();
}

} // namespace

void test_authority::free_key::operator()(EVP_PKEY* key) const noexcept {
    EVP_PKEY_free(key);
}

void test_authority::free_certificate::operator()(X509* certificate) const noexcept {
    X509_free(certificate);
}

test_authority::key_ptr test_authority::make_key() {
    key_ptr key{EVP_EC_gen("P-256")};
    must(key != nullptr, "making a key");
    return key;
}

test_authority::certificate_ptr test_authority::begin_certificate(const std::string& name,
                                                                  EVP_PKEY* key,
                                                                  std::chrono::seconds valid_for) {
    static std::atomic<long> serial = 1;
    certificate_ptr out{X509_new()};
    X509_set_version(out.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(out.get()), serial++);
    X509_gmtime_adj(X509_getm_notBefore(out.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(out.get()), static_cast<long>(valid_for.count()));
    X509_set_pubkey(out.get(), key);
    if (!name.empty())
        X509_NAME_add_entry_by_txt(X509_get_subject_name(out.get()), "CN", MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(name.data()),
                                   static_cast<int>(name.size()), -1, 0);
    return out;
}

void test_authority::add_extension(X509* certificate, int kind, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
    must(extension != nullptr, "making an extension");
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

test_authority::test_authority(const std::string& name)
    : folder_{make_folder()},
      key_{make_key()},
      certificate_{begin_certificate(name, key_.get(), std::chrono::hours{24})} {
    X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
    add_extension(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
    must(X509_sign(certificate_.get(), key_.get(), EVP_sha256()) > 0, "signing");
    write_pem(file(), [&](std::FILE* out) { return PEM_write_X509(out, certificate_.get()); });
}

test_authority::~test_authority() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string test_authority::file() const {
    return (folder_ / "authority.pem").string();
}

tls_files test_authority::issue(const std::string& name, const std::string& hosts,
                                std::chrono::seconds valid_for) const {
    static std::atomic<int> issued = 0;
    const std::string stem = std::to_string(issued++);
    const key_ptr key = make_key();
    const certificate_ptr made = begin_certificate(name, key.get(), valid_for);
    X509_set_issuer_name(made.get(), X509_get_subject_name(certificate_.get()));
    if (!hosts.empty())
        add_extension(made.get(), NID_subject_alt_name, hosts);
    must(X509_sign(made.get(), key_.get(), EVP_sha256()) > 0, "signing");
    tls_files out;
    out.authorities = file();
    out.certificate = write_pem(folder_ / (stem + ".pem"),
                                [&](std::FILE* to) { return PEM_write_X509(to, made.get()); });
    out.key = write_pem(folder_ / (stem + ".key"), [&](std::FILE* to) {
        return PEM_write_PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    return out;
}

} // namespace crier
