using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini;

/// <summary>The API's finish reasons. Unknown ones pass in lower case: new ones must not break a host.</summary>
internal static class FinishReasons
{
    internal static ChatFinishReason? Of(string? reason, bool hasFunctionCalls) => reason switch
    {
        null or "" or "FINISH_REASON_UNSPECIFIED" => null,
        "STOP" => hasFunctionCalls ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        "MAX_TOKENS" => ChatFinishReason.Length,
        "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "MODEL_ARMOR"
            or "IMAGE_SAFETY" or "IMAGE_PROHIBITED_CONTENT" or "IMAGE_RECITATION" => ChatFinishReason.ContentFilter,
        _ => new ChatFinishReason(reason.ToLowerInvariant()),
    };
}
