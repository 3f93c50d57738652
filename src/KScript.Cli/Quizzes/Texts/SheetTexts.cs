// The wordings around problems, answer files and marks.
namespace KScript.Cli.Quizzes.Texts;

/// <summary>The wordings.</summary>
internal static class SheetTexts
{
    public static readonly Wording HowToCheck = new(
        "# Answers and working:  {0} --answers\n# A file to fill in:     {0} --template > FILE\n# Have it marked:        {0} --grade FILE",
        "# 答案与解析：{0} --answers\n# 生成答题文件：{0} --template > FILE\n# 评分：{0} --grade FILE");

    public static readonly Wording TemplateHead = new(
        "# Write each answer behind its colon. Then: {0} --grade FILE",
        "# 在每个冒号后写答案，然后运行：{0} --grade FILE");

    public static readonly Wording Working = new("Working:", "解析：");
    public static readonly Wording Right = new("right", "正确");
    public static readonly Wording Wrong = new("wrong", "错误");
    public static readonly Wording Missing = new("missing", "未答");
    public static readonly Wording Expected = new("answer: {0}", "答案：{0}");
    public static readonly Wording Score = new("{0} of {1} right", "{1} 题答对 {0} 题");
}
