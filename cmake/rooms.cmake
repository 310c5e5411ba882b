# A room is a folder under src, one static library, and a row in the table of arrows
# (docs/architecture.md): LINKS names exactly what the room may include.
function(crier_room name)
    cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS" ${ARGN})
    add_library(crier_${name} STATIC ${ROOM_SOURCES})
    add_library(crier::${name} ALIAS crier_${name})
    target_include_directories(crier_${name} PUBLIC
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
        $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    target_link_libraries(crier_${name} PUBLIC ${ROOM_LINKS} PRIVATE $<BUILD_INTERFACE:crier_flags>)
    set_target_properties(crier_${name} PROPERTIES EXPORT_NAME ${name})
endfunction()
