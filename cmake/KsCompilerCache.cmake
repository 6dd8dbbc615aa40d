# ccache, if it is there and nobody chose another launcher; a second build then takes seconds.
if(PROJECT_IS_TOP_LEVEL AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(KS_CCACHE ccache)
  mark_as_advanced(KS_CCACHE)
  if(KS_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${KS_CCACHE})
  endif()
endif()
