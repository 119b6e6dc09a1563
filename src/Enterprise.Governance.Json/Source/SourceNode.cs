using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Enterprise.Governance.Json;

/// <summary>A JSON value that knows where it stands in its file. Immutable.</summary>
public sealed class SourceNode
{
    private readonly SourceText _text;
    private readonly int _start;
    private readonly int _end;

    internal SourceNode(SourceText text, JsonValueKind kind, int start, int end, string? stringValue, ImmutableArray<SourceMember> members, ImmutableArray<SourceNode> items)
    {
        _text = text;
        Kind = kind;
        _start = start;
        _end = end;
        StringValue = stringValue;
        Members = members;
        Items = items;
    }

    /// <summary>Gets the kind of value.</summary>
    public JsonValueKind Kind { get; }

    /// <summary>Gets the line, from 1.</summary>
    public int Line => _text.LineOf(_start);

    /// <summary>Gets the column in UTF-16 characters, from 1.</summary>
    public int Column => _text.ColumnOf(_start);

    /// <summary>Gets the unescaped text of a string, else <see langword="null"/>.</summary>
    public string? StringValue { get; }

    /// <summary>Gets the members of an object in file order, else nothing.</summary>
    public ImmutableArray<SourceMember> Members { get; }

    /// <summary>Gets the items of an array, else nothing.</summary>
    public ImmutableArray<SourceNode> Items { get; }

    /// <summary>Returns the source text of this value, cut to one line of at most 80 characters.</summary>
    public string Excerpt => _text.Excerpt(_start, _end);

    /// <summary>Finds a member of an object.</summary>
    /// <param name="name">The member's name, compared by code point.</param>
    /// <returns>The value, or <see langword="null"/> if there is none or this is no object.</returns>
    public SourceNode? Find(string name)
    {
        foreach (SourceMember member in Members)
        {
            if (string.Equals(member.Name, name, StringComparison.Ordinal))
                return member.Value;
        }

        return null;
    }

    /// <summary>Reads a number written as an integer (no fraction, no exponent).</summary>
    /// <param name="value">The integer.</param>
    /// <returns><see langword="false"/> if this is anything else or beyond 64 bits.</returns>
    public bool TryGetInteger(out long value)
    {
        value = 0;
        return Kind == JsonValueKind.Number && long.TryParse(_text.Slice(_start, _end), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Reads a number as an IEEE 754 double.</summary>
    /// <returns>The number; infinite if it is beyond a double.</returns>
    /// <exception cref="InvalidOperationException">This is no number.</exception>
    public double GetDouble() => Kind == JsonValueKind.Number
        ? double.Parse(_text.Slice(_start, _end), NumberStyles.Float, CultureInfo.InvariantCulture)
        : throw new InvalidOperationException($"The value is {Kind}, not a number.");

    /// <summary>Describes a problem with this value.</summary>
    /// <param name="code">A stable code in snake case.</param>
    /// <param name="message">The problem: lower-case start, no final period, offending text in backticks.</param>
    /// <param name="help">What to do about it.</param>
    /// <returns>The diagnostic, placed at the start of this value.</returns>
    public SourceDiagnostic Problem(string code, string message, string? help = null) =>
        new(code, message, _text.File, Line, Column, Excerpt, help);

    /// <summary>Writes the canonical form (RFC 8785) of this value; comments and trailing commas are gone.</summary>
    /// <param name="output">Receives the UTF-8.</param>
    /// <exception cref="CanonicalJsonException">The value has no canonical form, for example a number beyond a double.</exception>
    public void WriteCanonical(IBufferWriter<byte> output)
    {
        ArrayBufferWriter<byte> plain = new(_end - _start + 16);
        WritePlain(plain);
        CanonicalJson.Canonicalize(plain.WrittenSpan, output);
    }

    private void WritePlain(ArrayBufferWriter<byte> output)
    {
        switch (Kind)
        {
            case JsonValueKind.Object:
                for (int i = 0; i < Members.Length; i++)
                {
                    output.Write(i == 0 ? "{"u8 : ","u8);
                    CanonicalJson.WriteString(Members[i].Name, output);
                    output.Write(":"u8);
                    Members[i].Value.WritePlain(output);
                }

                output.Write(Members.IsEmpty ? "{}"u8 : "}"u8);
                break;
            case JsonValueKind.Array:
                for (int i = 0; i < Items.Length; i++)
                {
                    output.Write(i == 0 ? "["u8 : ","u8);
                    Items[i].WritePlain(output);
                }

                output.Write(Items.IsEmpty ? "[]"u8 : "]"u8);
                break;
            default:
                output.Write(_text.Slice(_start, _end));
                break;
        }
    }
}
