using System.Text.Json;
using ReferenceServer.Dashboard.Inbox;

namespace ReferenceServer.Tests.Dashboard;

/// <summary>What an approver reads is what will be executed.</summary>
public sealed class ArgumentTextTests
{
    [Theory]
    [InlineData("plain text, ümläute, 日本語 and עברית\nsecond line", "plain text, ümläute, 日本語 and עברית\nsecond line")]
    [InlineData("pay\u202Emoc.elgoog\u202C", "pay|U+202E|moc.elgoog|U+202C")]
    [InlineData("a\u200Bb\u200D\u2060\uFEFF", "a|U+200B|b|U+200D|U+2060|U+FEFF")]
    [InlineData("\u2066x\u2069\u061C\u200F", "U+2066|x|U+2069|U+061C|U+200F")]
    [InlineData("tab\there\r\n", "tab|U+0009|here|U+000D|\n")]
    [InlineData("no\u00A0break \u3000wide", "no|U+00A0|break |U+3000|wide")]
    [InlineData("\u3164\u115F\u2800\u034F\uFE0F", "U+3164|U+115F|U+2800|U+034F|U+FE0F")]
    [InlineData("tag\U000E0041\U000E007F", "tag|U+E0041|U+E007F")]
    [InlineData("\U0001F600 smile", "\U0001F600 smile")]
    [InlineData("\uE000\u0000", "U+E000|U+0000")]
    [InlineData("", "")]
    public void Characters_ThatCannotBeSeen_AreShownByTheirCodePoint(string text, string parts) =>
        string.Join('|', ArgumentText.Parts(text).Select(static part => part.Text)).Should().Be(parts);

    [Fact]
    public void Surrogate_WithoutItsOther_IsShown()
    {
        // Not as an attribute: the compiler would replace it.
        ArgumentText.Parts("a" + '\uD800' + "b").Select(static part => part.Text).Should().Equal("a", "U+D800", "b");
    }

    [Fact]
    public void Markers_SayWhatTheyAre_AndTextDoesNot() =>
        ArgumentText.Parts("a\u202Eb").Select(static part => part.Warning).Should().Equal(null, "changes the direction of the text", null);

    [Fact]
    public void Exact_IsAsciiAndReadsAsTheSame()
    {
        JsonElement value = JsonElement.Parse("""{"to":"bob\u202e@x","n":1.50,"<b>":"é"}""");

        string text = ArgumentText.Exact(value);

        text.Should().MatchRegex("^[\\x20-\\x7e\\r\\n]+$").And.NotContain("<b>");
        JsonElement.DeepEquals(JsonElement.Parse(text), value).Should().BeTrue();
        text.Should().Contain("1.50");
    }
}
