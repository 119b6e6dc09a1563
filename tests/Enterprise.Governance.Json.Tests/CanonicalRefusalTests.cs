using System.Text;

namespace Enterprise.Governance.Json.Tests;

public sealed class CanonicalRefusalTests
{
    [Theory]
    [InlineData("", CanonicalJsonError.Syntax, "$", "the text is empty")]
    [InlineData("{\"a\":[1,{\"b\":tru}]}", CanonicalJsonError.Syntax, "$.a[1].b", "a JSON value was expected")]
    [InlineData("[1,2", CanonicalJsonError.Syntax, "$[1]", "the text ends in the middle of a value")]
    [InlineData("[1,]", CanonicalJsonError.Syntax, "$[1]", "a JSON value was expected")]
    [InlineData("{\"a\":1,}", CanonicalJsonError.Syntax, "$.a", "a member name in quotes was expected")]
    [InlineData("{\"a\":1,\"a\":2}", CanonicalJsonError.DuplicateKey, "$.a", "an object has the same member name twice")]
    [InlineData("{\"b\":1,\"a\":2,\"c\":0,\"\\u0062\":2}", CanonicalJsonError.DuplicateKey, "$.b", "an object has the same member name twice")]
    [InlineData("{\"x\":{\"b\":1,\"a\":[{}],\"b\":3},\"y\":1}", CanonicalJsonError.DuplicateKey, "$.x.b", "an object has the same member name twice")]
    [InlineData("{\"my key\":1e400}", CanonicalJsonError.NumberOutOfRange, "$[\"my key\"]", "a number is beyond an IEEE 754 double")]
    [InlineData("[\"\\ud800\"]", CanonicalJsonError.LoneSurrogate, "$[0]", "an escape names half of a surrogate pair")]
    [InlineData("[\"\\udc00\\ud800\"]", CanonicalJsonError.LoneSurrogate, "$[0]", "an escape names half of a surrogate pair")]
    [InlineData("[\"a\nb\"]", CanonicalJsonError.Syntax, "$[0]", "the control character U+000A must be escaped in a string")]
    [InlineData("[01]", CanonicalJsonError.Syntax, "$[0]", "a number must not start with a zero")]
    [InlineData("1 2", CanonicalJsonError.Syntax, "$", "there is text after the JSON value")]
    public void Canonicalize_Refused_NamesPathAndReason(string json, CanonicalJsonError error, string path, string reason)
    {
        CanonicalJsonException e = Refusal(Encoding.UTF8.GetBytes(json));

        e.Error.Should().Be(error);
        e.Path.Should().Be(path);
        e.Reason.Should().Be(reason);
    }

    [Fact]
    public void Canonicalize_InvalidUtf8_NamesTheByte()
    {
        CanonicalJsonException e = Refusal([(byte)'[', (byte)'\n', (byte)'"', (byte)'a', 0xFF, (byte)'"', (byte)']']);

        e.Error.Should().Be(CanonicalJsonError.InvalidUtf8);
        e.Offset.Should().Be(4);
        e.Line.Should().Be(2);
        e.Column.Should().Be(3);
        e.Message.Should().Be("a string holds bytes that are not UTF-8 at $[0] (line 2, column 3)");
    }

    [Theory]
    [InlineData("9007199254740993", true)]
    [InlineData("-9007199254740993", true)]
    [InlineData("9007199254740994", false)]
    [InlineData("10000000000000000000000", false)]
    [InlineData("9007199254740993.0", false)]
    [InlineData("123456789012345678901234567890", true)]
    [InlineData("-0", false)]
    public void Canonicalize_RefuseRoundedIntegers_RefusesWhatADoubleWouldRound(string number, bool refused)
    {
        CanonicalJsonOptions options = new() { RefuseRoundedIntegers = true };
        Action act = () => CanonicalJson.Canonicalize(Encoding.ASCII.GetBytes(number), options);

        if (refused)
            act.Should().Throw<CanonicalJsonException>().Which.Error.Should().Be(CanonicalJsonError.RoundedInteger);
        else
            act.Should().NotThrow();
        CanonicalJson.Canonicalize(Encoding.ASCII.GetBytes(number)).Should().NotBeEmpty("RFC 8785 itself rounds");
    }

    [Fact]
    public void Canonicalize_ReservedMember_IsRefusedAtAnyDepthAndHoweverWritten()
    {
        CanonicalJsonOptions options = new() { ReservedMember = "$commit" };

        Refusal("""{"a":[{"\u0024commit":1}]}"""u8.ToArray(), options).Path.Should().Be("$.a[0][\"$commit\"]");
        CanonicalJson.Canonicalize("""{"commit":"$commit"}"""u8, options).Should().NotBeEmpty();
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Canonicalize_HundredThousandBrackets_IsRefused(char bracket)
    {
        string unit = bracket == '[' ? "[" : "{\"a\":";
        Refusal(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(unit, 100_000)))).Error.Should().Be(CanonicalJsonError.TooDeep);
    }

    [Fact]
    public void Canonicalize_DepthLimit_IsExact()
    {
        static byte[] Nested(int depth) => Encoding.ASCII.GetBytes(new string('[', depth) + new string(']', depth));

        CanonicalJson.Canonicalize(Nested(1024)).Should().HaveCount(2048);
        Refusal(Nested(1025)).Message.Should().StartWith("arrays and objects are nested deeper than 1024 at $[0]");
    }

    [Fact]
    public void Canonicalize_HundredMegabyteString_HasAResult()
    {
        byte[] json = new byte[100_000_002];
        json.AsSpan().Fill((byte)'x');
        json[0] = json[^1] = (byte)'"';

        CanonicalJson.IsCanonical(json).Should().BeTrue();
        json[50_000_000] = 0xC3;
        Refusal(json).Error.Should().Be(CanonicalJsonError.InvalidUtf8);
        json[^1] = json[50_000_000] = (byte)'x';
        Refusal(json).Reason.Should().Be("a string is not closed");
    }

    internal static CanonicalJsonException Refusal(byte[] json, CanonicalJsonOptions? options = null) =>
        FluentActions.Invoking(() => CanonicalJson.Canonicalize(json, options)).Should().Throw<CanonicalJsonException>().Which;
}
