// Dear ImGui calls these for every item it meets (IMGUI_ENABLE_TEST_ENGINE): they feed the accessibility tree.
#include <imgui.h>
#include <imgui_internal.h>

#include "ui/accessibility.hpp"

namespace {

assay::ui::AccessTree* tree_of(ImGuiContext* context) {
  return static_cast<assay::ui::AccessTree*>(context->TestEngine);
}

}  // namespace

void ImGuiTestEngineHook_ItemAdd(ImGuiContext* context, ImGuiID id, const ImRect& bb, const ImGuiLastItemData*) {
  if (auto* tree = tree_of(context)) tree->seen(id, {bb.Min.x, bb.Min.y, bb.GetWidth(), bb.GetHeight()});
}

void ImGuiTestEngineHook_ItemInfo(ImGuiContext* context, ImGuiID id, const char* label, ImGuiItemStatusFlags flags) {
  auto* tree = tree_of(context);
  if (tree == nullptr || label == nullptr) return;
  tree->labelled(id, label, (flags & ImGuiItemStatusFlags_Checkable) != 0, (flags & ImGuiItemStatusFlags_Checked) != 0,
                 (flags & ImGuiItemStatusFlags_Inputable) != 0);
}

void ImGuiTestEngineHook_Log(ImGuiContext*, const char*, ...) {}

const char* ImGuiTestEngine_FindItemDebugLabel(ImGuiContext*, ImGuiID) { return nullptr; }
