using System.Text.Json;
using Enterprise.Governance.Gemini.Wire;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini;

/// <summary>Sources of an answer, grounding and citations, as annotations of its text.</summary>
internal static class Citations
{
    internal static void Annotate(Candidate candidate, List<AIContent> contents, bool isWhole)
    {
        // Offsets count over the whole text. Of a stream only a part is here, and they would point elsewhere.
        List<TextContent> texts = [.. contents.OfType<TextContent>()];
        Utf8Offsets? offsets = isWhole && texts.Count == 1 ? new Utf8Offsets(texts[0].Text) : null;
        List<AIAnnotation> annotations = [.. Grounding(candidate, offsets), .. Cited(candidate, offsets)];
        if (annotations.Count == 0)
            return;
        TextContent? target = texts.LastOrDefault();
        if (target is null)
            contents.Add(target = new TextContent(""));
        target.Annotations = [.. target.Annotations ?? [], .. annotations];
    }

    private static IEnumerable<CitationAnnotation> Grounding(Candidate candidate, Utf8Offsets? offsets)
    {
        if (candidate.Extra?.TryGetValue("groundingMetadata", out JsonElement metadata) != true)
            yield break;
        List<JsonElement> supports = [.. Items(metadata, "groundingSupports")];
        int index = 0;
        foreach (JsonElement chunk in Items(metadata, "groundingChunks"))
        {
            int number = index++;
            JsonElement source = chunk.ValueKind == JsonValueKind.Object ? chunk.EnumerateObject().FirstOrDefault().Value : default;
            if (source.ValueKind != JsonValueKind.Object)
                continue;
            yield return new CitationAnnotation
            {
                Title = Text(source, "title"),
                Url = Address(source),
                RawRepresentation = chunk,
                AnnotatedRegions = Regions(supports.Where(support => Refers(support, number)).Select(static support => Property(support, "segment")), offsets),
            };
        }
    }

    private static IEnumerable<CitationAnnotation> Cited(Candidate candidate, Utf8Offsets? offsets)
    {
        if (candidate.Extra?.TryGetValue("citationMetadata", out JsonElement metadata) != true)
            yield break;
        foreach (JsonElement citation in Items(metadata, "citations").Concat(Items(metadata, "citationSources")))
        {
            yield return new CitationAnnotation
            {
                Title = Text(citation, "title"),
                Url = Address(citation),
                RawRepresentation = citation,
                AnnotatedRegions = Regions([citation], offsets),
            };
        }
    }

    private static List<AnnotatedRegion>? Regions(IEnumerable<JsonElement> segments, Utf8Offsets? offsets)
    {
        List<AnnotatedRegion> regions = [.. segments.Select(segment => offsets?.Region(Number(segment, "startIndex") ?? 0, Number(segment, "endIndex"), Text(segment, "text"))).OfType<AnnotatedRegion>()];
        return regions.Count == 0 ? null : regions;
    }

    private static bool Refers(JsonElement support, int number) =>
        Items(support, "groundingChunkIndices").Any(index => index.ValueKind == JsonValueKind.Number && index.TryGetInt32(out int value) && value == number);

    private static Uri? Address(JsonElement source) => Uri.TryCreate(Text(source, "uri"), UriKind.Absolute, out Uri? uri) ? uri : null;

    private static JsonElement Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : default;

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    private static string? Text(JsonElement element, string name) => Property(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static int? Number(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int value) ? value : null;
}
