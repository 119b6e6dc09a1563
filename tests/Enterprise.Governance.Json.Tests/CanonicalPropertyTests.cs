using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace Enterprise.Governance.Json.Tests;

/// <summary>The one-pass writer against parse, sort, write with System.Text.Json; and random bytes against a crash.</summary>
public sealed class CanonicalPropertyTests
{
    private static readonly Gen<string> Name = Gen.OneOf(
        Gen.String[Gen.Char["ab\"\\\n\u0001é€\uE000\uFFFD"], 0, 4],
        Gen.OneOf("\U0001F600", "\uFB33", "\u20ac", "\r", "1", "</script>", "\u0080", "ö", "", "a", "aa", "Z"));

    private static readonly Gen<JsonNode?> Value = Gen.Recursive<JsonNode?>((depth, self) => Gen.OneOf(
        Gen.Bool.Select(static _ => (JsonNode?)null),
        Gen.Bool.Select(static b => (JsonNode?)JsonValue.Create(b)),
        Gen.Double.Where(double.IsFinite).Select(static d => (JsonNode?)JsonValue.Create(d)),
        Gen.Int.Select(static i => (JsonNode?)JsonValue.Create(i)),
        Name.Select(static s => (JsonNode?)JsonValue.Create(s)),
        (depth > 3 ? Gen.Const(Array.Empty<JsonNode?>()) : self.Array[0, 4]).Select(static items => (JsonNode?)new JsonArray([.. items.Select(static i => i?.DeepClone())])),
        (depth > 3 ? Gen.Const(Array.Empty<(string, JsonNode?)>()) : Gen.Select(Name, self).Array[0, 40]).Select(static members =>
            (JsonNode?)new JsonObject(members.DistinctBy(static m => m.Item1).Select(static m => KeyValuePair.Create(m.Item1, m.Item2?.DeepClone()))))));

    [Fact]
    public void Canonicalize_RandomValues_EqualsParseSortWrite() => Value.Sample(
        static node =>
        {
            byte[] input = Encoding.UTF8.GetBytes(node?.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) ?? "null");
            byte[] canonical = CanonicalJson.Canonicalize(input);
            Encoding.UTF8.GetString(canonical).Should().Be(Reference(node));
            CanonicalJson.Canonicalize(canonical).Should().Equal(canonical);
        },
        iter: 5_000);

    /// <summary>Those that are copied as they stand among those that are not.</summary>
    [Fact]
    public void Canonicalize_RandomDecimals_EqualsTheShortestFormOfTheDouble() => Gen.Select(Gen.Bool, Gen.OneOf(Gen.Const("0"), Digits(1, 17)), Gen.OneOf(Digits(1, 17), Gen.Select(Gen.Int[0, 8], Digits(1, 9)).Select(static pair => new string('0', pair.Item1) + pair.Item2))).Sample(
        static (negative, integer, fraction) =>
        {
            string text = $"{(negative ? "-" : "")}{(integer.TrimStart('0') is { Length: > 0 } digits ? digits : "0")}.{fraction}";
            ArrayBufferWriter<byte> expected = new();
            CanonicalJson.WriteNumber(double.Parse(text, System.Globalization.CultureInfo.InvariantCulture), expected);
            Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(text))).Should().Be(Encoding.UTF8.GetString(expected.WrittenSpan));
        },
        iter: 50_000);

    [Fact]
    public void Canonicalize_RandomBytes_IsAResultOrARefusal() => Gen.OneOf(
        Gen.Byte.Array[0, 64],
        Gen.OneOf("{}[]\",:\\u0123456789eE+-.truefalsnull \n\u00e9"u8.ToArray()).Array[0, 64]).Sample(
        static bytes =>
        {
            try
            {
                byte[] canonical = CanonicalJson.Canonicalize(bytes);
                JsonDocument.Parse(canonical).Dispose();
            }
            catch (CanonicalJsonException e)
            {
                e.Offset.Should().BeInRange(0, bytes.Length);
            }
        },
        iter: 50_000);

    private static Gen<string> Digits(int from, int to) => Gen.Char['0', '9'].Array[from, to].Select(static digits => new string(digits));

    private static string Reference(JsonNode? node)
    {
        switch (node)
        {
            case null:
                return "null";
            case JsonObject o:
                return "{" + string.Join(',', o.OrderBy(static m => m.Key, StringComparer.Ordinal).Select(static m => Quote(m.Key) + ":" + Reference(m.Value))) + "}";
            case JsonArray a:
                return "[" + string.Join(',', a.Select(Reference)) + "]";
            default:
                return node.GetValueKind() switch
                {
                    JsonValueKind.String => Quote(node.GetValue<string>()),
                    JsonValueKind.Number => Number(double.Parse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture)),
                    _ => node.ToJsonString(),
                };
        }
    }

    private static string Number(double value)
    {
        ArrayBufferWriter<byte> buffer = new();
        CanonicalJson.WriteNumber(value, buffer);
        return Encoding.ASCII.GetString(buffer.WrittenSpan);
    }

    private static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
