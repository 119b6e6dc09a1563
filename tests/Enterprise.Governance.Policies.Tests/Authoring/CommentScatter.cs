using System.Text;

namespace Enterprise.Governance.Policies.Tests.Authoring;

/// <summary>Puts numbered comments and white space between the tokens of a JSON text.</summary>
internal static class CommentScatter
{
    internal static string Over(string json, Random random, out int comments)
    {
        StringBuilder text = new();
        bool isString = false;
        comments = 0;
        for (int i = 0; i < json.Length; i++)
        {
            char c = json[i];
            text.Append(c);
            if (c == '"' && json[i - 1] != '\\')
                isString = !isString;

            // No comment may stand between a name and its colon.
            if (isString || !"{}[],:\"".Contains(c) || (i + 1 < json.Length && json[i + 1] == ':'))
                continue;
            switch (random.Next(12))
            {
                case 0:
                    text.Append($" // #{comments++}# \t\r\n");
                    break;
                case 1:
                    text.Append($"/* #{comments++}# */");
                    break;
                case 2:
                    text.Append($"\n/* #{comments++}#\n   two lines */ ");
                    break;
                case 3:
                    text.Append("\n\n\n");
                    break;
                case 4:
                    text.Append(" \n");
                    break;
            }
        }

        return text.ToString();
    }
}
