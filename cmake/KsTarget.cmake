# What every target of ours is compiled with, said once.

add_library(ks_flags INTERFACE)
target_compile_features(ks_flags INTERFACE cxx_std_20)
target_compile_options(ks_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Wno-missing-field-initializers  # designated initialisers leave defaults out on purpose
  $<$<BOOL:${KS_WERROR}>:-Werror>
  -fstack-protector-strong
  $<$<CONFIG:Release>:-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=>
  $<$<CONFIG:Release,RelWithDebInfo>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>
  $<$<CONFIG:Release,RelWithDebInfo>:-fstack-clash-protection>)
target_compile_definitions(ks_flags INTERFACE _GLIBCXX_ASSERTIONS)
target_link_options(ks_flags INTERFACE $<$<CONFIG:Release,RelWithDebInfo>:LINKER:-z,relro,-z,now,-z,noexecstack>)

# Sanitizers reach every object, or a container that crosses from one with to one without is a false alarm.
if(KS_SANITIZE)
  target_compile_options(ks_flags INTERFACE -fsanitize=${KS_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(ks_flags INTERFACE -fsanitize=${KS_SANITIZE})
endif()

# ks_box(NAME SOURCES ... LINKS ...): one box of the library, as docs/explanation/architecture.md draws it.
# LINKS is its arrow: the boxes and libraries it may call.
function(ks_box name)
  cmake_parse_arguments(box "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(ks_${name} STATIC ${box_SOURCES})
  add_library(ks::${name} ALIAS ks_${name})
  set_property(GLOBAL APPEND PROPERTY KS_BOXES ${name})
  set_target_properties(ks_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_include_directories(ks_${name}
    PUBLIC ${PROJECT_SOURCE_DIR}/libks/include
    PRIVATE ${PROJECT_SOURCE_DIR}/libks/src)
  target_compile_features(ks_${name} PUBLIC cxx_std_20)
  target_compile_definitions(ks_${name} PUBLIC $<$<NOT:$<BOOL:${KS_DANGEROUS}>>:KS_NO_DANGEROUS>)
  target_link_libraries(ks_${name} PUBLIC ${box_LINKS} PRIVATE ks_flags ${box_PRIVATE_LINKS})
endfunction()
