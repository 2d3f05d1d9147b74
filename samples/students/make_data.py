"""Makes students.csv: 400 students who do not exist, by a rule with a fixed seed.

    python3 make_data.py

writes the file beside this one or to `--out DIR`, the same bytes each time. Made-up data has two advantages: it
is nobody's, and one can see how much of the rule a model finds again:

    final_grade = 15 + 0.6 * previous_grade + 1.4 * hours_studied - 1.1 * absences - 0.08 * travel_time
                  + 5 with school_support + 4 for those who study in the library, 2 at school, 0 at home
                  + noise of a normal distribution with a standard deviation of 4 points

rounded to 0.1 and kept between 0 and 100 points. The noise alone is 3.2 points on average: no model can do better.
"""

import argparse
import csv
import random
from pathlib import Path

HERE = Path(__file__).resolve().parent
STUDENTS = 400
STUDY_PLACES = {"home": 0, "library": 4, "school": 2}


def student(chance: random.Random) -> dict:
    """One line of the file: grades in points of 100, hours per week, days of absence, minutes of travel."""
    previous_grade = round(min(max(chance.gauss(60, 15), 0), 100), 1)
    hours_studied = round(chance.uniform(0, 20), 1)
    # Most are rarely absent: the smallest of three throws.
    absences = min(chance.randrange(0, 21) for _ in range(3))
    travel_time = chance.randrange(5, 91, 5)
    school_support = "yes" if chance.random() < 0.3 else "no"
    study_place = chance.choice(sorted(STUDY_PLACES))
    final_grade = (
        15
        + 0.6 * previous_grade
        + 1.4 * hours_studied
        - 1.1 * absences
        - 0.08 * travel_time
        + (5 if school_support == "yes" else 0)
        + STUDY_PLACES[study_place]
        + chance.gauss(0, 4)
    )
    return {
        "hours_studied": hours_studied,
        "previous_grade": previous_grade,
        "absences": absences,
        "travel_time": travel_time,
        "school_support": school_support,
        "study_place": study_place,
        "final_grade": round(min(max(final_grade, 0), 100), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes the data of the students sample.")
    parser.add_argument("--out", type=Path, default=HERE, metavar="DIR", help="where students.csv goes")
    out = parser.parse_args().out

    chance = random.Random(0)
    students = [student(chance) for _ in range(STUDENTS)]
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "students.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=students[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(students)
    print(f"written: {out / 'students.csv'} ({len(students)} students)")


if __name__ == "__main__":
    main()
