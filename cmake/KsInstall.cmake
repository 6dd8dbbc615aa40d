# What `cmake --install` gives. In the tree every box is a target of its own, so that its link line is its arrow; who uses
# libks wants one library, so what is installed is the objects of all boxes in a single libks.a, and the one target ks::ks.

include(CMakePackageConfigHelpers)

get_property(ks_boxes GLOBAL PROPERTY KS_BOXES)
list(TRANSFORM ks_boxes REPLACE "(.+)" "$<TARGET_OBJECTS:ks_\\1>" OUTPUT_VARIABLE ks_objects)
add_library(ks_whole STATIC ${ks_objects})
set_target_properties(ks_whole PROPERTIES
  OUTPUT_NAME ks
  EXPORT_NAME ks
  LINKER_LANGUAGE CXX)
target_compile_features(ks_whole PUBLIC cxx_std_20)
if(NOT KS_DANGEROUS)
  target_compile_definitions(ks_whole PUBLIC KS_NO_DANGEROUS)  # whoever uses it sees the headers as it did
  set(ks_definitions " -DKS_NO_DANGEROUS")
endif()
target_link_libraries(ks_whole PUBLIC tl::expected PRIVATE OpenSSL::SSL OpenSSL::Crypto PkgConfig::libidn2)

install(TARGETS ks_whole EXPORT ks
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY libks/include/ks DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(FILES LICENSE CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

# find_package(ks)
set(ks_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/ks)
configure_package_config_file(cmake/ksConfig.cmake.in ${PROJECT_BINARY_DIR}/ksConfig.cmake
  INSTALL_DESTINATION ${ks_package_dir}
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/ksConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/ksConfig.cmake ${PROJECT_BINARY_DIR}/ksConfigVersion.cmake
  DESTINATION ${ks_package_dir})
install(EXPORT ks NAMESPACE ks:: FILE ksTargets.cmake DESTINATION ${ks_package_dir})

# pkg-config ks; its prefix is said relative to itself, so that an installed tree can be moved.
file(RELATIVE_PATH ks_prefix_from_pc
  ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" ks_prefix_from_pc "${ks_prefix_from_pc}")
configure_file(cmake/ks.pc.in ${PROJECT_BINARY_DIR}/ks.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/ks.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
