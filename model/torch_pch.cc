// Exists so that the precompiled LibTorch header has a target (model/CMakeLists.txt).
