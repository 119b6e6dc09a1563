using System.Text;
using System.Text.Json;
using CsCheck;
using Enterprise.Governance.Policies.Matching;

namespace Enterprise.Governance.Policies.Tests.Matching;

public sealed class WildcardTests
{
    [Fact]
    public void IsMatch_EveryPlainVector_AsRecorded()
    {
        using JsonDocument vectors = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Vector("wildcards.json")));
        JsonElement[] plain = [.. vectors.RootElement.GetProperty("cases").EnumerateArray().Where(static item => !item.TryGetProperty("dialect", out _))];
        plain.Length.Should().BeGreaterThan(150);
        foreach (JsonElement item in plain)
        {
            string pattern = item.GetProperty("pattern").GetString()!;
            string text = item.GetProperty("text").GetString()!;
            Matches(pattern, text).Should().Be(item.GetProperty("match").GetBoolean(), "`{0}` against `{1}`", pattern, text);
        }
    }

    [Fact]
    public void IsMatch_RandomPatterns_AgreesWithDynamicProgramming()
    {
        Gen<string> text = Gen.Char["ab*\u00e9\U0001F600"[..4]].Array[0, 12].Select(static chars => new string(chars));
        Gen.Select(text, text.Select(static value => value.Replace('*', 'a'))).Sample(
            static (pattern, value) => Matches(pattern, value) == Reference(pattern, value), iter: 100_000);
    }

    [Theory]
    [InlineData("*aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab*", 'a')]
    [InlineData("a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", 'a')]
    [InlineData("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*ab*", 'a')]
    [InlineData("**************************b", 'a')]
    [InlineData("*ab*ab*ab*ab*ab*", 'a')]
    public void IsMatch_BlowUpPattern_TakesLinearlyManySteps(string pattern, char fill)
    {
        foreach (int length in (int[])[1_000, 10_000, 100_000])
        {
            StepCounter steps = default;
            new Wildcard<char>(pattern, '*').IsMatch(new string(fill, length), ref steps).Should().BeFalse();
            steps.Count.Should().BeLessThan((3 * length) + pattern.Length);
        }
    }

    [Fact]
    public void IsMatch_BlowUpVectors_TakeLinearlyManySteps()
    {
        using JsonDocument vectors = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Vector("wildcards.json")));
        foreach (JsonElement item in vectors.RootElement.GetProperty("cases").EnumerateArray())
        {
            string pattern = item.GetProperty("pattern").GetString()!;
            string text = item.GetProperty("text").GetString()!;
            StepCounter steps = default;
            new Wildcard<char>(pattern, '*').IsMatch(text, ref steps);
            steps.Count.Should().BeLessThanOrEqualTo((3 * text.Length) + pattern.Length, "`{0}` against `{1}`", pattern, text);
        }
    }

    private static bool Matches(string pattern, string text)
    {
        bool asCharacters = new Wildcard<char>(pattern, '*').IsMatch(text);
        bool asBytes = new Wildcard<byte>(Encoding.UTF8.GetBytes(pattern), (byte)'*').IsMatch(Encoding.UTF8.GetBytes(text));
        asBytes.Should().Be(asCharacters, "`{0}` against `{1}` in UTF-8", pattern, text);
        return asCharacters;
    }

    /// <summary>The table of which prefix of the pattern matches which prefix of the text.</summary>
    internal static bool Reference(string pattern, string text)
    {
        bool[] row = new bool[text.Length + 1];
        row[0] = true;
        foreach (char c in pattern)
        {
            bool[] next = new bool[text.Length + 1];
            for (int i = 0; i <= text.Length; i++)
                next[i] = c == '*' ? row[i] || (i > 0 && next[i - 1]) : i > 0 && row[i - 1] && text[i - 1] == c;
            row = next;
        }

        return row[text.Length];
    }

    private struct StepCounter : IStepCounter
    {
        internal long Count { get; private set; }

        public void Add(int steps) => Count += steps;
    }
}
