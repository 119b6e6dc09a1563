using System.Text.Json;
using Enterprise.Governance.Json;
using Enterprise.Governance.Ledger.Personal;

namespace Enterprise.Governance.Ledger.Verification;

internal sealed partial class ChainVerifier
{
    private static readonly CanonicalJsonOptions StrictJson = new() { MaxDepth = CommittedPlaces.MaxDepth };

    internal void CheckText(StoredEvent row, ReadOnlyMemory<byte> data, string runId, FindingList findings)
    {
        if (data.IsEmpty)
        {
            bool otherRun = ReadRunId(row.Canonical.Span) is { } written && !string.Equals(written, runId, StringComparison.Ordinal);
            findings.Add(new VerifyFinding(row.Seq, otherRun ? VerifyFindingKind.WrongRun : VerifyFindingKind.ColumnMismatch));
        }

        if (options.Strict && !CanonicalJson.IsCanonical(row.Canonical.Span, StrictJson))
            findings.Add(new VerifyFinding(row.Seq, VerifyFindingKind.NotCanonical));
    }

    internal static void CheckSubject(StoredEvent row, ReadOnlyMemory<byte> data, RunSubject subject, FindingList findings)
    {
        if (row.Type != "run.started" || data.IsEmpty)
            return;
        bool same = false;
        try
        {
            using JsonDocument document = JsonDocument.Parse(data, new JsonDocumentOptions { MaxDepth = CommittedPlaces.MaxDepth });
            JsonElement root = document.RootElement;
            same = Text(root, "tenant") == subject.Tenant && Text(root, "org") == subject.Org && Text(root, "user") == subject.User;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or text that is no Unicode: then it does not say whose run this is, and the hash is wrong as well.
        }

        if (!same)
            findings.Add(new VerifyFinding(row.Seq, VerifyFindingKind.ColumnMismatch));

        static string? Text(JsonElement root, string name) =>
            root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    private static string? ReadRunId(ReadOnlySpan<byte> canonical)
    {
        try
        {
            Utf8JsonReader reader = new(canonical, new JsonReaderOptions { MaxDepth = CommittedPlaces.MaxDepth });
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("run_id"u8))
                    return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }

        return null;
    }
}
