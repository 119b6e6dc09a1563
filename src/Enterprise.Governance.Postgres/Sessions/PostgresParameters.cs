using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Enterprise.Governance.Postgres;

/// <summary>Adds positional parameters ($1, $2, …) with their types, so that the server never has to guess.</summary>
/// <remarks>
/// Lists go as text in PostgreSQL's array syntax and are cast in the statement (<c>$1::bigint[]</c>): a data source of the slim builder has no
/// array mapping unless the host enabled it.
/// </remarks>
internal static class PostgresParameters
{
    private const byte Separator = 0x1F;

    internal static NpgsqlBatchCommand AddCommand(this NpgsqlBatch batch, string text)
    {
        NpgsqlBatchCommand command = new(text);
        batch.BatchCommands.Add(command);
        return command;
    }

    internal static NpgsqlBatchCommand AddText(this NpgsqlBatchCommand command, string? value) => command.Add(NpgsqlDbType.Text, value);

    internal static NpgsqlBatchCommand AddInteger(this NpgsqlBatchCommand command, int value)
    {
        command.Parameters.Add(new NpgsqlParameter<int> { NpgsqlDbType = NpgsqlDbType.Integer, TypedValue = value });
        return command;
    }

    internal static NpgsqlBatchCommand AddBigint(this NpgsqlBatchCommand command, long value)
    {
        command.Parameters.Add(new NpgsqlParameter<long> { NpgsqlDbType = NpgsqlDbType.Bigint, TypedValue = value });
        return command;
    }

    internal static NpgsqlBatchCommand AddBigint(this NpgsqlBatchCommand command, long? value) => command.Add(NpgsqlDbType.Bigint, value);

    internal static NpgsqlBatchCommand AddBoolean(this NpgsqlBatchCommand command, bool value)
    {
        command.Parameters.Add(new NpgsqlParameter<bool> { NpgsqlDbType = NpgsqlDbType.Boolean, TypedValue = value });
        return command;
    }

    internal static NpgsqlBatchCommand AddNumeric(this NpgsqlBatchCommand command, decimal? value) => command.Add(NpgsqlDbType.Numeric, value);

    internal static NpgsqlBatchCommand AddDate(this NpgsqlBatchCommand command, DateOnly value) => command.Add(NpgsqlDbType.Date, value);

    internal static NpgsqlBatchCommand AddTime(this NpgsqlBatchCommand command, DateTime? value) => command.Add(NpgsqlDbType.TimestampTz, value);

    internal static NpgsqlBatchCommand AddMilliseconds(this NpgsqlBatchCommand command, TimeSpan value) => command.AddBigint((long)value.TotalMilliseconds);

    internal static NpgsqlBatchCommand AddBytes(this NpgsqlBatchCommand command, ReadOnlyMemory<byte> value)
    {
        command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { NpgsqlDbType = NpgsqlDbType.Bytea, TypedValue = value });
        return command;
    }

    /// <summary>Adds bytes; none are NULL.</summary>
    internal static NpgsqlBatchCommand AddBytesOrNull(this NpgsqlBatchCommand command, ReadOnlyMemory<byte> value) =>
        value.IsEmpty ? command.Add(NpgsqlDbType.Bytea, null) : command.AddBytes(value);

    /// <summary>Adds texts for <c>$n::text[]</c>.</summary>
    internal static NpgsqlBatchCommand AddTexts(this NpgsqlBatchCommand command, IEnumerable<string> values)
    {
        StringBuilder text = new("{");
        foreach (string value in values)
        {
            text.Append(text.Length > 1 ? ",\"" : "\"");
            ReadOnlySpan<char> rest = value;
            for (int plain = rest.IndexOfAny('"', '\\'); plain >= 0; plain = rest.IndexOfAny('"', '\\'))
            {
                text.Append(rest[..plain]).Append('\\').Append(rest[plain]);
                rest = rest[(plain + 1)..];
            }

            text.Append(rest).Append('"');
        }

        return command.AddText(text.Append('}').ToString());
    }

    /// <summary>Does the same, but adds one text if all of them are the same: <c>unnest</c> beside longer lists gives NULL for the others.</summary>
    internal static NpgsqlBatchCommand AddTextsOrOne(this NpgsqlBatchCommand command, string[] values) => command.AddTexts(values.AsSpan().ContainsAnyExcept(values[0]) ? values : values[..1]);

    /// <summary>Adds canonical texts, in which no control character stands as it is, for <c>string_to_array($n, E'\x1f')</c>: there is nothing to escape, on this side or the other.</summary>
    internal static NpgsqlBatchCommand AddCanonicalTexts(this NpgsqlBatchCommand command, IReadOnlyCollection<ReadOnlyMemory<byte>> values)
    {
        byte[] joined = new byte[values.Sum(static value => value.Length) + Math.Max(0, values.Count - 1)];
        Span<byte> rest = joined;
        foreach (ReadOnlyMemory<byte> value in values)
        {
            value.Span.CopyTo(rest);
            rest = rest[value.Length..];
            if (rest.IsEmpty)
                break;
            rest[0] = Separator;
            rest = rest[1..];
        }

        return command.AddUtf8(joined);
    }

    /// <summary>Adds a text that is there as its bytes.</summary>
    internal static NpgsqlBatchCommand AddUtf8(this NpgsqlBatchCommand command, ReadOnlyMemory<byte> value)
    {
        command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { NpgsqlDbType = NpgsqlDbType.Text, TypedValue = value });
        return command;
    }

    /// <summary>Adds numbers for <c>$n::bigint[]</c>.</summary>
    internal static NpgsqlBatchCommand AddBigints(this NpgsqlBatchCommand command, IEnumerable<long> values) =>
        command.AddText($"{{{string.Join(',', values.Select(static value => value.ToString(CultureInfo.InvariantCulture)))}}}");

    /// <summary>Adds numbers, or NULLs, for <c>$n::bigint[]</c>.</summary>
    internal static NpgsqlBatchCommand AddBigints(this NpgsqlBatchCommand command, IEnumerable<long?> values) =>
        command.AddText($"{{{string.Join(',', values.Select(static value => value?.ToString(CultureInfo.InvariantCulture) ?? "NULL"))}}}");

    private static NpgsqlBatchCommand Add(this NpgsqlBatchCommand command, NpgsqlDbType type, object? value)
    {
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
        return command;
    }
}
