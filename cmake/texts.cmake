# What man and shells are told of a program, by the program itself: PROGRAM manual prints its page.
add_custom_target(crier_texts ALL)

# crier_program_texts(PROGRAM [SHELL...]): also PROGRAM completion SHELL, where it knows that.
function(crier_program_texts program)
    set(page ${CMAKE_CURRENT_BINARY_DIR}/${program}.1)
    add_custom_command(OUTPUT ${page} COMMAND ${program} manual > ${page} DEPENDS ${program} VERBATIM
        COMMENT "Writing the manual page of ${program}")
    install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
    set(texts ${page})
    foreach(shell IN LISTS ARGN)
        set(completion ${CMAKE_CURRENT_BINARY_DIR}/${program}.${shell})
        list(APPEND texts ${completion})
        add_custom_command(OUTPUT ${completion} COMMAND ${program} completion ${shell} > ${completion}
            DEPENDS ${program} VERBATIM COMMENT "Writing the completion of ${program} for ${shell}")
    endforeach()
    if("bash" IN_LIST ARGN)
        install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${program}.bash
            DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME ${program})
    endif()
    if("zsh" IN_LIST ARGN)
        install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${program}.zsh
            DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions RENAME _${program})
    endif()
    if("fish" IN_LIST ARGN)
        install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${program}.fish
            DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
    endif()
    add_custom_target(texts_of_${program} DEPENDS ${texts})
    add_dependencies(crier_texts texts_of_${program})
endfunction()
