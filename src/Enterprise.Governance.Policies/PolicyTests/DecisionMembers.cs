using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.PolicyTests;

/// <summary>The members of a decision as canonical JSON, so that what is expected and what came can be compared as text.</summary>
internal static class DecisionMembers
{
    internal static Dictionary<string, string> Of(PolicyDecision decision)
    {
        using JsonDocument document = JsonDocument.Parse(decision.ToJson());
        return document.RootElement.EnumerateObject().ToDictionary(
            static member => member.Name,
            static member => Encoding.UTF8.GetString(CanonicalJson.Canonicalize(JsonMarshal.GetRawUtf8Value(member.Value))),
            StringComparer.Ordinal);
    }
}
