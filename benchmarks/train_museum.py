"""Run the museum's programs, right and wrong, and write their curves.

Each course of `unrolled.exhibit_courses` runs with the library as it is, from the weights
that are shown and from others; each bug of `unrolled.exhibits` runs in its course.  It
takes about ten minutes:

    python benchmarks/train_museum.py
"""

import json

from tqdm import tqdm

from unrolled import exhibits
from unrolled.lessons.exhibit_courses import COURSES
from unrolled.museum.mutants import mutant, original


def curve(library, course, seed=exhibits.SEED):
    """Give the points of a course in a library."""
    shown = COURSES[course]
    return exhibits.points(shown.run(library, seed), shown).tolist()


def end(library, course, seed):
    """Give where a course ends in a library."""
    return round(exhibits.end(curve(library, course, seed)), 4)


def main():
    """Run everything."""
    right = original()
    of_bugs = {
        name: course for own in exhibits.KINDS.values() for name, course in own.items()
    }
    measured = {
        "right": {course: curve(right, course) for course in tqdm(COURSES)},
        "others": {
            course: [end(right, course, seed) for seed in exhibits.OTHERS]
            for course in tqdm(COURSES)
        },
        "wrong": {
            name: curve(mutant(name), course) for name, course in tqdm(of_bugs.items())
        },
    }
    text = json.dumps(measured, separators=(",", ":"))
    exhibits.MEASURED.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
