using Votive.Assessment.Answers;
using Votive.Web.Questionnaire.Forms;

namespace Votive.Web.Questionnaire;

/// <summary>A posted screen that has to be shown again with what was typed.</summary>
/// <param name="Step">The screen.</param>
/// <param name="Fields">What was typed.</param>
/// <param name="Faults">Item id to what is wrong.</param>
internal sealed record RefusedStep(Step Step, FormFields Fields, IReadOnlyDictionary<string, AnswerProblemCode> Faults);
