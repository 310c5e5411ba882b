# The library for programs of other people: include/crier/, and the rooms that are behind it.
# find_package(crier) gives crier::client; pkg-config knows it as crier.
include(CMakePackageConfigHelpers)

install(TARGETS crier_protocol crier_async crier_client EXPORT crier
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/crier DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    COMPONENT library FILES_MATCHING PATTERN "*.hpp")

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/crier)
install(EXPORT crier NAMESPACE crier:: FILE crierTargets.cmake DESTINATION ${package}
    COMPONENT library)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/crierConfig.cmake.in
    ${PROJECT_BINARY_DIR}/crierConfig.cmake INSTALL_DESTINATION ${package})
# Before 1.0 a new minor version may change what programs use.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/crierConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/crierConfig.cmake ${PROJECT_BINARY_DIR}/crierConfigVersion.cmake
    DESTINATION ${package} COMPONENT library)

# Wherever it is put: the prefix is told from where the file is.
file(RELATIVE_PATH CRIER_PREFIX_FROM_HERE /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(${PROJECT_SOURCE_DIR}/cmake/crier.pc.in ${PROJECT_BINARY_DIR}/crier.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/crier.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
    COMPONENT library)
