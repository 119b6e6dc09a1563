using CsCheck;
using Enterprise.Governance.Policies.Matching;

namespace Enterprise.Governance.Policies.Tests.Matching;

/// <summary>All texts found in one pass, against looking for each of them.</summary>
public sealed class FragmentAutomatonTests
{
    private static readonly Gen<string> Text = Gen.Char["abé"].Array[1, 5].Select(static letters => new string(letters));

    [Fact]
    public void Step_RandomTexts_FindsEveryOccurrence() => Gen.Select(Text.Array[1, 12], Gen.Char["abé*"].Array[0, 40]).Sample(
        static (texts, letters) =>
        {
            string[] distinct = [.. texts.Distinct()];
            string searched = new(letters);
            FragmentAutomaton automaton = new(distinct);
            List<(int End, string Text)> found = [];
            int state = CharTrie.Root;
            for (int i = 0; i < searched.Length; i++)
            {
                state = automaton.Step(state, searched[i]);
                for (int end = automaton.FirstEnd(state); end != CharTrie.None; end = automaton.NextEnd(end))
                    found.Add((i + 1, distinct[automaton.NumberOf(end)]));
            }

            found.Should().BeEquivalentTo(distinct.SelectMany(text => Enumerable.Range(0, searched.Length).Where(i => searched.AsSpan(i).StartsWith(text)).Select(i => (i + text.Length, text))));
        },
        iter: 500);
}
