namespace Enterprise.Governance.Gemini;

/// <summary>Ids for calls that the API gave none. They link calls and results here and are never sent.</summary>
internal static class CallIds
{
    private const string Prefix = "local-";

    internal static string Create(TimeProvider time) => Prefix + Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    internal static bool IsLocal(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);
}
