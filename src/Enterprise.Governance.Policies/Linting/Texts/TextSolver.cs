using System.Text;
using Enterprise.Governance.Policies.Linting.Solving;

namespace Enterprise.Governance.Policies.Linting.Texts;

/// <summary>Finds a text that fits, or proves that there is none.</summary>
internal static class TextSolver
{
    // Read by people in examples.
    private const string NiceCharacters = "xyzabcdefghijklmnopqrstuvw0123456789";

    internal static Verdict Solve(TextConstraints constraints, Work work, out string? text)
    {
        IEnumerable<string>? words = constraints.Required.Find(static pattern => pattern.IsWord) is { } word
            ? (constraints.Domain is null || constraints.Domain.Contains(word.Text) ? [word.Text] : [])
            : constraints.Domain;
        Rune[] alphabet = AlphabetOf(constraints);
        bool isDone = TryGuess(constraints, words ?? Guesses(constraints, alphabet[0].ToString()), work, out text);
        if (text is not null)
            return Verdict.Satisfiable;
        if (!isDone)
            return Verdict.Undecided;
        return words is not null ? Verdict.Unsatisfiable : new ProductSearch(constraints, alphabet, work).Run(out text);
    }

    private static bool TryGuess(TextConstraints constraints, IEnumerable<string> guesses, Work work, out string? text)
    {
        text = null;
        foreach (string guess in guesses)
        {
            if (!work.TrySpend(1 + constraints.Required.Count + constraints.Refused.Count))
                return false;
            if (!constraints.Admits(guess))
                continue;
            text = guess;
            return true;
        }

        return true;
    }

    /// <summary>What mostly fits: a pattern with little in place of its stars.</summary>
    private static IEnumerable<string> Guesses(TextConstraints constraints, string fresh) => constraints.Required.Count == 0
        ? ["", fresh]
        : constraints.Required.SelectMany(pattern => (string[])[pattern.Instance(""), pattern.Instance(fresh)]);

    /// <summary>Returns the characters that occur, after one that does not and so stands for all that do not.</summary>
    private static Rune[] AlphabetOf(TextConstraints constraints)
    {
        HashSet<Rune> runes = [.. constraints.Required.Concat(constraints.Refused).SelectMany(static pattern => pattern.Runes)];
        Rune fresh = NiceCharacters.EnumerateRunes().Concat(Enumerable.Range(0xA1, 0xD000).Select(static value => new Rune(value))).First(rune => !runes.Contains(rune));
        return [fresh, .. runes.Where(rune => constraints.AllowsControlCharacters || !Rune.IsControl(rune)).OrderBy(static rune => rune.Value)];
    }
}
