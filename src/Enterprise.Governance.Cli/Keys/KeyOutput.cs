using System.Globalization;
using System.Text.Json;
using Enterprise.Governance.Cli.Hosting;
using Spectre.Console;

namespace Enterprise.Governance.Cli.Keys;

/// <summary>Audit keys for people and for programs.</summary>
internal static class KeyOutput
{
    internal static void WriteTable(IReadOnlyList<ListedKey> keys, IAnsiConsole screen)
    {
        if (keys.Count == 0)
        {
            screen.WriteLine("no audit keys");
            return;
        }

        bool hasRing = keys[0].Ring is not null;
        Table table = new Table().Border(TableBorder.Simple).AddColumns([.. Columns(hasRing, "kid", "alg", "generation", "ring", "events", "runs", "seqs", "first", "last")]);
        foreach (ListedKey key in keys)
        {
            table.AddRow([.. Columns(
                hasRing, key.Kid, key.Record?.Algorithm ?? "-", Number(key.Record?.Generation), key.Ring is { } ring ? Name(ring) : "-", Number(key.Usage?.Events ?? 0), Number(key.Usage?.Runs ?? 0),
                key.Usage is null ? "-" : $"{Number(key.Usage.FirstSeq)}-{Number(key.Usage.LastSeq)}", key.Usage?.FirstTimestamp ?? "-", key.Usage?.LastTimestamp ?? "-").Select(static cell => new Text(Printable.Text(cell)))]);
        }

        screen.Write(table);
    }

    internal static void WriteJson(IEnumerable<ListedKey> keys, TextWriter output)
    {
        foreach (ListedKey key in keys)
            JsonLine.Write(output, json => Write(key, json));
    }

    private static void Write(ListedKey key, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kid"u8, key.Kid);
        json.WriteString("alg"u8, key.Record?.Algorithm);
        WriteOrNull("generation", key.Record?.Generation);
        if (key.Ring is { } ring)
            json.WriteString("ring"u8, Name(ring));
        json.WriteNumber("events"u8, key.Usage?.Events ?? 0);
        json.WriteNumber("runs"u8, key.Usage?.Runs ?? 0);
        WriteOrNull("first_seq", key.Usage?.FirstSeq);
        WriteOrNull("last_seq", key.Usage?.LastSeq);
        json.WriteString("first_ts"u8, key.Usage?.FirstTimestamp);
        json.WriteString("last_ts"u8, key.Usage?.LastTimestamp);
        json.WriteEndObject();

        void WriteOrNull(string name, long? value)
        {
            if (value is { } number)
                json.WriteNumber(name, number);
            else
                json.WriteNull(name);
        }
    }

    // Without a ring there is nothing to say of it.
    private static IEnumerable<string> Columns(bool hasRing, params IEnumerable<string> cells) => cells.Where((_, index) => hasRing || index != 3);

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string Name(RingState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}
