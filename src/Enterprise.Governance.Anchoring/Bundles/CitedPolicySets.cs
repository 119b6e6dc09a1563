using System.Text.Json;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Bundles;

/// <summary>The policy sets that the events of a run name, each once and in ordinal order.</summary>
internal sealed class CitedPolicySets
{
    private readonly SortedSet<string> _versions = new(StringComparer.Ordinal);

    internal IReadOnlyCollection<string> Versions => _versions;

    /// <summary>Takes the version that <c>data.decision.policy_set</c> of an event names; nothing where that is no hash.</summary>
    internal void Add(StoredEvent row)
    {
        if (row.Canonical.Span.IndexOf("\"policy_set\":\""u8) >= 0 && Find(row.GetData()) is { } version)
            _versions.Add(version);
    }

    internal bool Contains(string version) => _versions.Contains(version);

    private static string? Find(ReadOnlyMemory<byte> data)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(data, new JsonDocumentOptions { MaxDepth = BundleFormat.MaxEventDepth });
            return document.RootElement.TryGetProperty("decision", out JsonElement decision) && decision.ValueKind == JsonValueKind.Object
                && decision.TryGetProperty("policy_set", out JsonElement named) && named.ValueKind == JsonValueKind.String && named.GetString() is { } version && BundleFormat.IsHash(version)
                ? version
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or no Unicode: then the text is not canonical either, which is a finding of its own.
            return null;
        }
    }
}
