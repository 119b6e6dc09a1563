using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Enterprise.Governance.Ledger.Personal;

/// <summary>Finds the commitments in an event's data and puts values back.</summary>
internal static class CommittedPlaces
{
    /// <summary>What an event may be nested at most: any depth that an option allows, in an envelope, with a commitment for the innermost value.</summary>
    internal const int MaxDepth = 1026;

    /// <summary>Returns the commitments in the order of the text: objects with the one member <c>$commit</c>. Of what is not JSON, those before the fault.</summary>
    internal static IReadOnlyList<CommittedPlace> Find(ReadOnlySpan<byte> data)
    {
        if (data.IndexOf(Commitment.Opening) < 0)
            return [];
        List<CommittedPlace> places = [];
        try
        {
            Walk(data, places);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or no Unicode: the hash is wrong as well.
        }

        return places;
    }

    /// <summary>Returns the data with every value that is there, and is the one committed to, in its place.</summary>
    internal static ReadOnlyMemory<byte> Reveal(ReadOnlyMemory<byte> data, IReadOnlyCollection<PersonalValue> values)
    {
        Dictionary<string, PersonalValue> stored = values.DistinctBy(static value => value.Path, StringComparer.Ordinal).ToDictionary(static value => value.Path, StringComparer.Ordinal);
        using MemoryStream revealed = new(data.Length);
        int copied = 0;
        foreach (CommittedPlace committed in Find(data.Span))
        {
            if (!stored.TryGetValue(committed.Path, out PersonalValue? value) || !value.Matches(committed.Commitment))
                continue;
            revealed.Write(data.Span[copied..committed.Place.Start.Value]);
            revealed.Write(value.Value.Span);
            copied = committed.Place.End.Value;
        }

        revealed.Write(data.Span[copied..]);
        return revealed.ToArray();
    }

    private static void Walk(ReadOnlySpan<byte> data, List<CommittedPlace> places)
    {
        Utf8JsonReader reader = new(data, new JsonReaderOptions { MaxDepth = MaxDepth });
        Stack<Level> levels = new();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    levels.Peek().Enter(reader.GetString()!);
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    if (levels.Pop() is { Commitment: { } commitment, Members: 1 } ended)
                        places.Add(new CommittedPlace(PathOf(levels), commitment, ended.Start..(int)reader.BytesConsumed));
                    continue;
            }

            if (levels.TryPeek(out Level? level))
            {
                if (level.IsArray)
                    level.Enter(level.Members.ToString(CultureInfo.InvariantCulture));
                level.Commitment = !level.IsArray && level.Token == Commitment.Member && reader.TokenType == JsonTokenType.String && Commitment.IsCommitment(reader.GetString())
                    ? reader.GetString()
                    : null;
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                levels.Push(new Level(reader.TokenType == JsonTokenType.StartArray, (int)reader.TokenStartIndex));
        }
    }

    private static string PathOf(Stack<Level> levels)
    {
        StringBuilder path = new();
        foreach (Level level in levels.Reverse())
            path.Append('/').Append(level.Token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
        return path.ToString();
    }

    /// <summary>An object or array that has begun and not ended.</summary>
    private sealed class Level(bool isArray, int start)
    {
        internal bool IsArray { get; } = isArray;

        internal int Start { get; } = start;

        /// <summary>Gets the name or index of the member that was entered last.</summary>
        internal string Token { get; private set; } = "";

        internal int Members { get; private set; }

        internal string? Commitment { get; set; }

        internal void Enter(string token)
        {
            Token = token;
            Members++;
        }
    }
}
