// Dear ImGui's compile-time configuration; every target that includes imgui.h gets it through IMGUI_USER_CONFIG.
#pragma once

// Item hooks: the accessibility tree is built from them (accessibility_hooks.cpp implements them).
#ifndef IMGUI_ENABLE_TEST_ENGINE
#define IMGUI_ENABLE_TEST_ENGINE
#endif

// Any language in the data, emoji included.
#define IMGUI_USE_WCHAR32
// Grids of many cells draw more than 65,536 vertices a window.
#define ImDrawIdx unsigned int
#define IMGUI_DISABLE_DEBUG_TOOLS
