using System.Text.Json;
using Enterprise.Governance.Ledger.Personal;

namespace Enterprise.Governance.Ledger.Chain;

/// <summary>Reads the columns of an event from its text alone.</summary>
internal static class EnvelopeParser
{
    /// <summary>Returns the event; nothing if the text is not, byte for byte, an envelope of format 1 around an object.</summary>
    internal static StoredEvent? Parse(ReadOnlyMemory<byte> canonical, string prevHash, string hash)
    {
        try
        {
            Utf8JsonReader reader = new(canonical.Span, new JsonReaderOptions { MaxDepth = CommittedPlaces.MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            string? alg = null, kid = null, runId = null, timestamp = null, type = null;
            long seq = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                switch (name)
                {
                    case "alg": alg = reader.GetString(); break;
                    case "kid": kid = reader.GetString(); break;
                    case "run_id": runId = reader.GetString(); break;
                    case "seq": seq = reader.GetInt64(); break;
                    case "ts": timestamp = reader.GetString(); break;
                    case "type": type = reader.GetString(); break;
                    default: reader.Skip(); break;
                }
            }

            if (alg is null || kid is null || runId is null || timestamp is null || type is null)
                return null;
            StoredEvent row = new(runId, seq, timestamp, type, canonical, prevHash, hash, kid, alg);
            return row.GetData().Span is [(byte)'{', ..] ? row : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
