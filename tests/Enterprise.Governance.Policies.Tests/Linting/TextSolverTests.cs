using Enterprise.Governance.Policies.Linting.Solving;
using Enterprise.Governance.Policies.Linting.Texts;

namespace Enterprise.Governance.Policies.Tests.Linting;

/// <summary>Wildcards that must and must not match, against all short texts.</summary>
public sealed class TextSolverTests
{
    private static readonly string[] s_texts = [.. Enumerable.Range(0, 8).SelectMany(static length => Texts(length))];

    [Fact]
    public void Solve_RandomPatterns_FindsATextExactlyIfThereIsOne()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        int none = 0;
        for (int i = 0; i < 400; i++)
        {
            TextConstraints constraints = new() { MinLength = random.Next(2), MaxLength = 1 + random.Next(7) };
            for (int j = random.Next(1, 4); j > 0; j--)
                (random.Next(2) == 0 ? constraints.Required : constraints.Refused).Add(TextPattern.Wildcard(Pattern(random)));

            Verdict verdict = TextSolver.Solve(constraints, new Work(1_000_000), out string? text);

            string because = $"of seed {seed}, {string.Join(" ", constraints.Required.Select(static pattern => pattern.Text))} and not {string.Join(" ", constraints.Refused.Select(static pattern => pattern.Text))}";
            (text is not null).Should().Be(verdict == Verdict.Satisfiable, because);
            if (text is not null)
                constraints.Admits(text).Should().BeTrue(because);
            verdict.Should().Be(s_texts.Any(constraints.Admits) ? Verdict.Satisfiable : Verdict.Unsatisfiable, because);
            new ProductSearch(constraints, [.. "xab".EnumerateRunes()], new Work(1_000_000)).Run(out text).Should().Be(verdict, because);
            text?.Length.Should().Be(s_texts.First(constraints.Admits).Length, because);
            none += verdict == Verdict.Unsatisfiable ? 1 : 0;
        }

        none.Should().BeInRange(20, 380, "the cases are worth nothing if they all end alike");
    }

    [Theory]
    [InlineData("*\U0001F600", 2, true)]
    [InlineData("*\U0001F600", 1, false)]
    [InlineData("aaa*", 2, false)]
    public void Solve_LengthLimit_CountsUtf16(string pattern, int limit, bool exists)
    {
        TextConstraints constraints = new() { MaxLength = limit };
        constraints.Required.Add(TextPattern.Wildcard(pattern));
        TextSolver.Solve(constraints, new Work(10_000), out string? text).Should().Be(exists ? Verdict.Satisfiable : Verdict.Unsatisfiable);
        (text is not null).Should().Be(exists);
    }

    // The third letter is in no pattern, and stands for all that are not.
    private static IEnumerable<string> Texts(int length) => length == 0 ? [""] : Texts(length - 1).SelectMany(static text => (string[])[text + "a", text + "b", text + "x"]);

    private static string Pattern(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => "ab**"[random.Next(4)]));
}
