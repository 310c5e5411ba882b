# Debian packages by CPack: crier has the programs, their manual, services and settings; libcrier-dev
# the library.
install(FILES packaging/crier-hub.service packaging/crier-broadcaster.service
    DESTINATION lib/systemd/system COMPONENT service EXCLUDE_FROM_ALL)
install(FILES packaging/hub.toml packaging/broadcaster.toml
    DESTINATION /etc/crier COMPONENT service EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The Crier maintainers <maintainers@crier.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL programs service library)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_CRIER_PACKAGE_NAME crier)
set(CPACK_DEBIAN_CRIER_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_CRIER_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/packaging/postinst
    ${PROJECT_SOURCE_DIR}/packaging/prerm ${PROJECT_SOURCE_DIR}/packaging/conffiles)
set(CPACK_DEBIAN_DEV_PACKAGE_NAME libcrier-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS
    "libboost-json1.81-dev | libboost-json-dev (>= 1.81), libssl-dev (>= 3.0)")
include(CPack)
cpack_add_component(programs GROUP crier)
cpack_add_component(service GROUP crier)
cpack_add_component(library GROUP dev)
